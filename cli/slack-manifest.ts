/** Where requests of Slack go; functions/manifest.ts has the routes. */
const PATHS = { interactions: '/v1/slack/interactions', commands: '/v1/slack/commands' } as const;

/** The manifest of the Slack app, to be pasted at api.slack.com/apps. It asks for no more than it uses. */
export const slackManifest = (url: string) => ({
  display_information: {
    name: 'Towpath',
    description: 'Approve promotions where you talk about them',
    background_color: '#1f3a4d',
  },
  features: {
    bot_user: { display_name: 'towpath', always_online: true },
    slash_commands: [
      {
        command: '/towpath',
        url: `${url}${PATHS.commands}`,
        description: 'See and steer promotions',
        usage_hint: 'status [pipeline] | approve, reject or hold <pipeline> <stage> <reason>',
        should_escape: false,
      },
    ],
  },
  oauth_config: { scopes: { bot: ['chat:write', 'commands'] } },
  settings: {
    interactivity: { is_enabled: true, request_url: `${url}${PATHS.interactions}` },
    org_deploy_enabled: false,
    socket_mode_enabled: false,
    token_rotation_enabled: false,
  },
});
