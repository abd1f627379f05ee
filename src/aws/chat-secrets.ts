import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { ChatSecrets } from '../ports/chat.ts';
import { isNamed } from './sdk-error.ts';
import { capture } from './tracer.ts';

const KEPT_MS = 60_000;

const Document = z.object({
  signingSecret: z.string().check(z.minLength(1)),
  botToken: z.string().check(z.minLength(1)),
});

/** `{"signingSecret", "botToken"}`; the secret is made without a value, and has none until somebody stores it. */
export function createChatSecrets(
  secretId: string,
  now: () => number,
  client: SecretsManagerClient = capture(new SecretsManagerClient({})),
): ChatSecrets {
  let kept: { value: z.output<typeof Document> | undefined; until: number } | undefined;
  return {
    async read() {
      if (kept === undefined || now() >= kept.until)
        kept = { value: await load(secretId, client), until: now() + KEPT_MS };
      return kept.value;
    },
  };
}

async function load(secretId: string, client: SecretsManagerClient) {
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    const parsed = Document.safeParse(parseJson(SecretString));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
  throw new Error(`The secret ${secretId} must be {"signingSecret": "...", "botToken": "xoxb-..."}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
