import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT } from '../../local/deploy.ts';
import { ROOT } from '../../scripts/boot.ts';
import { replaced } from '../integration/support/fleet.ts';

/** The example fleet, in which every person can be told by an IAM user. */
export async function writeSeed(folder: string): Promise<string> {
  const seed = join(folder, 'fleet');
  await cp(join(ROOT, 'examples/fleet'), seed, { recursive: true });
  const file = join(seed, '.towpath/settings.yaml');
  let text = await readFile(file, 'utf8');
  for (const person of ['bob', 'carol']) {
    const email = `email: ${person}@example.com`;
    text = replaced(
      text,
      email,
      `${email}\n      arns: ["arn:aws:iam::${ACCOUNT.accountId}:user/${person}"]`,
    );
  }
  await writeFile(file, text);
  return seed;
}
