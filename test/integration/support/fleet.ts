import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/boot.ts';

/** One application of a fleet, made of one of the example's. */
export interface Application {
  /** Its name, in place of that of `like`. */
  readonly name: string;
  readonly like: 'checkout' | 'catalog';
  /** Replaces in its pipeline file, in this order. */
  readonly edit?: readonly (readonly [before: string | RegExp, after: string])[];
}

/** Writes a fleet of such applications into a folder, with these clusters besides the example's. */
export async function writeFleet(
  folder: string,
  applications: readonly Application[],
  clusters: readonly string[] = [],
): Promise<void> {
  const example = join(ROOT, 'examples/fleet');
  await mkdir(join(folder, '.towpath'), { recursive: true });
  const settings = await readFile(join(example, '.towpath/settings.yaml'), 'utf8');
  const more = clusters.map((name) => `\n    - { name: ${name}, agent: flux }`).join('');
  await writeFile(join(folder, '.towpath/settings.yaml'), settings.replace('\n  clusters:', `$&${more}`));
  for (const application of applications) await writeApplication(example, folder, application);
}

async function writeApplication(
  example: string,
  folder: string,
  { name, like, edit = [] }: Application,
): Promise<void> {
  // The groups of the settings keep their names.
  const rename = (text: string): string => text.replaceAll(new RegExp(`${like}(?!-owners)`, 'g'), name);
  const pipeline = rename(await readFile(join(example, `.towpath/${like}.yaml`), 'utf8'));
  const edited = edit.reduce((text, [before, after]) => replaced(text, before, after), pipeline);
  await writeFile(join(folder, `.towpath/${name}.yaml`), edited);
  const overlays = join(folder, `apps/${name}`);
  await cp(join(example, `apps/${like}`), overlays, { recursive: true });
  for (const entry of await readdir(overlays, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    await writeFile(file, rename(await readFile(file, 'utf8')));
  }
}

/** A fleet that does not say any more what a test means to change is found out here, not by a test that means nothing. */
export function replaced(text: string, before: string | RegExp, after: string): string {
  const result = typeof before === 'string' ? text.replaceAll(before, after) : text.replace(before, after);
  if (result === text) throw new Error(`There is no ${before} in:\n${text}`);
  return result;
}
