import { parseAllDocuments } from 'yaml';
import { type Defective, defective, PRINTED } from '../builders/printed-manifests.ts';
import { type Case, require } from './cases.ts';
import type { World } from './world.ts';

/** As strict as can be: an unknown key is refused, too. Nothing is stored. */
const DRY_RUN = ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '--validate=strict'];
/** Printed as a part of an object that somebody has. */
const IN_PART = 'flagger';

/** Before anything else runs: the namespaces that what is printed for an example is in stay. */
export const manifestLane = (world: World): Case[] => [everyKind(world), everyDefect(world)];

const everyKind = (world: World): Case => ({
  name: 'The API server takes every kind of what is printed',
  async run() {
    // A dry run makes no namespace, not even for what stands behind it in the same file.
    for (const name of ['towpath', 'shop']) await world.kubectl(['create', 'namespace', name]);
    const kinds = new Set<string>();
    const printed = Object.entries(PRINTED).filter(([what]) => what !== IN_PART);
    for (const [what, text] of printed) {
      await world.kubectl([...DRY_RUN, '-f', '-'], text).catch((cause) => {
        throw new Error(`${what}: ${cause.message}`, { cause });
      });
      for (const document of parseAllDocuments(text)) kinds.add(String(document.get('kind')));
    }
    return `${printed.length} outputs of ${[...kinds].join(', ')}`;
  },
});

const everyDefect = (world: World): Case => ({
  name: 'The API server refuses every planted defect',
  async run() {
    const planted = defective();
    const taken: string[] = [];
    for (const one of planted) if (await takes(world, one)) taken.push(one.defect);
    require(taken.length === 0, `It took: ${taken.join('; ')}`);
    return `${planted.length} defects, each refused`;
  },
});

const takes = ({ kubectl }: World, { manifest }: Defective): Promise<boolean> =>
  kubectl([...DRY_RUN, '-f', '-'], JSON.stringify(manifest)).then(
    () => true,
    () => false,
  );
