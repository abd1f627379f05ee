import type { Caller } from '../../service.ts';
import type { Settings } from './settings.ts';

/** What the local functions sign with. */
const FUNCTIONS = 'local';

/**
 * Whose request it is, by the access key id that signed it: `local` is the functions' role, `Release.anna` the session
 * `anna` of the role `Release`, any other the IAM user of that name. So `AWS_ACCESS_KEY_ID=anna aws codecommit ...` acts
 * as `user/anna`.
 */
export function callerArn({ accountId, callers }: Settings, caller: Caller | undefined): string {
  const key = caller?.accessKeyId ?? FUNCTIONS;
  if (key === FUNCTIONS) return callers.api;
  const dot = key.indexOf('.');
  return dot === -1
    ? `arn:aws:iam::${accountId}:user/${key}`
    : `arn:aws:sts::${accountId}:assumed-role/${key.slice(0, dot)}/${key.slice(dot + 1)}`;
}
