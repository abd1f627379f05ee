/** What the stack said at its end, by the names of its outputs. */
export type Outputs = Readonly<Record<string, string>>;

/** The three things that a new installation lacks, as commands to copy. */
export const nextSteps = ({
  AgentKeysSecret = '',
  HealthUrl = '',
  ApiUrl = '',
  PageUrl = '',
}: Outputs): string => `
Deployed. The page: ${PageUrl}

1. Store the key ring, once; an installation that has one keeps it:

   node -e 'const key = crypto.randomBytes(32).toString("base64");
     console.log(JSON.stringify({ current: "1", keys: { 1: key } }))' |
     aws secretsmanager put-secret-value --secret-id ${AgentKeysSecret} --secret-string file:///dev/stdin

2. Give each cluster what it applies, and its key. Its reports go to
   ${HealthUrl}

   TOWPATH_URL=${ApiUrl} npm run --silent towpath -- agent flux --cluster <cluster>
   aws secretsmanager get-secret-value --secret-id ${AgentKeysSecret} --query SecretString --output text |
     npm run --silent towpath -- agent key --cluster <cluster> --for flux |
     kubectl -n flux-system create secret generic towpath --from-file=token=/dev/stdin

3. Push a pipeline file to the configuration repository:

   npm run towpath -- init <your checkout> && git -C <your checkout> add .towpath && git -C <your checkout> commit -m "Towpath" && git -C <your checkout> push

Then look whether all is well:

   TOWPATH_URL=${ApiUrl} npm run towpath -- doctor
`;

/** What `npm run destroy` leaves behind, on purpose. */
export const retained = (name: string): string => `
Left as they are, for nobody could bring them back:

  table   ${name}               state and ledger; deletion protection has to be switched off first
  secret  ${name}/agent-keys    the key ring; without it every cluster needs a new key
  pool    ${name}-people        if Cognito was used: who may sign in
  and the versions of the state machine, which go with it.

They have fixed names: a new deployment of the same name stops at them. Bring them in with npx cdk import, or, if they are
no longer wanted:

  aws dynamodb update-table --table-name ${name} --no-deletion-protection-enabled
  aws dynamodb delete-table --table-name ${name}
  aws secretsmanager delete-secret --secret-id ${name}/agent-keys
`;
