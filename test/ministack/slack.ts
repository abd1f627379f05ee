import { randomBytes } from 'node:crypto';
import { systemClock } from '../../local/clock.ts';
import { startServer } from '../../local/server.ts';
import { createSlack, type Slack } from '../../local/services/slack/index.ts';
import { slackWorkspace } from '../../scripts/slack-workspace.ts';

export interface SlackService {
  /** What the functions are told in place of https://slack.com. */
  readonly url: string;
  /** What the secret of the stack must hold. */
  readonly secrets: { readonly signingSecret: string; readonly botToken: string };
  readonly workspace: Slack;
  close(): Promise<void>;
}

/** The node process of a function alone takes longer to start than the three seconds that Slack waits. */
const ANSWER_MS = 60_000;

const secret = (): string => randomBytes(16).toString('hex');

/** What stands in for Slack on the local cloud, on its own: the app is at `appUrl`, known once the stack is deployed. */
export async function serveSlack(seed: string, appUrl: () => string): Promise<SlackService> {
  const secrets = { signingSecret: secret(), botToken: `xoxb-${secret()}` };
  const workspace = createSlack({
    ...secrets,
    ...slackWorkspace(seed),
    clock: systemClock,
    token: secret(),
    endpoint: () => server.url,
    app: { url: appUrl, answerMs: ANSWER_MS },
  });
  const server = await startServer({ port: 0, services: [], http: [workspace.handle] });
  return {
    url: `${server.url}/slack`,
    secrets,
    workspace,
    async close() {
      await server.close();
      workspace.close();
    },
  };
}
