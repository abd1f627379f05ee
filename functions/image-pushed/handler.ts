import * as z from 'zod/mini';
import { recordPush } from '../../src/app/record-push.ts';
import { clock, deadLetters, ledger, log, waits, workflow } from '../adapters.ts';
import { orDeadLetter, parseEvent } from '../poison.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('image-pushed', { clock, deadLetters, ledger, log, waits, workflow });

/** `ECR Image Action` as Amazon ECR sends it to EventBridge (its user guide, EventBridge events). */
const ImageAction = z.object({
  account: z.string().check(z.regex(/^\d{12}$/)),
  region: z.string().check(z.minLength(1)),
  detail: z.object({
    'action-type': z.string(),
    result: z.string(),
    'repository-name': z.string().check(z.minLength(1)),
    // Real digests have 64 digits; the one in the user guide's own example, which people replay, has 60.
    'image-digest': z.string().check(z.regex(/^sha256:[0-9a-f]{60,64}$/)),
    'image-tag': z.optional(z.string()),
  }),
});

export const handler = (event: unknown): Promise<void> =>
  orDeadLetter(ports, event, async () => {
    const { account, region, detail } = parseEvent(ImageAction, event);
    const tag = detail['image-tag'] ?? '';
    // The rule lets only these through; a replayed event may come past it.
    if (detail['action-type'] !== 'PUSH' || detail.result !== 'SUCCESS' || tag === '') return;
    const image = `${account}.dkr.ecr.${region}.amazonaws.com/${detail['repository-name']}`;
    await recordPush(ports, { image, tag, digest: detail['image-digest'] });
  });
