import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { CONFIGURATION_FOLDER, METRICS } from '../contract.ts';
import { atMost } from '../domain/pipeline/problem.ts';
import type { Pipeline } from '../domain/pipeline/types.ts';
import type { Configuration } from '../domain/pipeline/validate.ts';
import type { ConfigurationRepository } from '../ports/repository.ts';
import { type BranchMove, branchMove } from './branch-move.ts';
import { decide } from './decide.ts';
import { findDrift } from './find-drift.ts';
import type { Using } from './ports.ts';
import { readConfiguration } from './read-configuration.ts';
import { recheckVotes } from './recheck-votes.ts';

type Needs = Using<'ledger' | 'configuration' | 'repository' | 'workflow' | 'waits' | 'clock' | 'log'>;

const MOST_ROUNDS = 5;
const VERSION_HEX_LENGTH = 12;
/** A report is one item of the store, which takes 400 KB. */
const MOST_REPORTED = 100;

/**
 * Makes what the branch says now the configuration. An event is only a hint that it moved: it may be late, doubled or
 * out of order, so the tip is read, and read again afterwards, in case an older look finished after a newer one.
 */
export async function refreshConfiguration(ports: Needs): Promise<void> {
  let since: string | undefined;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const tip = await ports.repository.tip();
    const report = await ports.configuration.report();
    // From where the first round began: a look that ended in between may have ended drift that is there again.
    since ??= report?.commit;
    const move = report && branchMove(ports.repository, report.commit, tip);
    if (move !== undefined) await recheckVotes(ports, move);
    if (since !== undefined)
      await findDrift(ports, since === move?.from ? move : branchMove(ports.repository, since, tip));
    if (report !== undefined && move !== undefined && (await saysTheSame(ports.repository, move)))
      await ports.configuration.putReport({ ...report, commit: tip });
    else {
      const before = await ports.configuration.settings();
      await store(ports, tip, await readConfiguration(ports.repository, tip, { before }));
    }
    if ((await ports.repository.tip()) === tip) return;
  }
  ports.log.warn('The branch moved during every look at the pipeline files; the next event looks again');
}

/**
 * Whether a commit says what the one that was looked at last says: no configuration file differs, and no file came or
 * went that an overlay may consist of. So it is with every promotion, and hundreds of files need not be read again. A
 * commit that was looked at already is not trusted: its event may be the retry of a look that died half-way.
 */
async function saysTheSame(repository: ConfigurationRepository, move: BranchMove): Promise<boolean> {
  if (move.from === move.to) return false;
  const changed = await move.paths();
  // Without an answer the history was written anew.
  if (changed === undefined || changed.some((path) => path.startsWith(`${CONFIGURATION_FOLDER}/`)))
    return false;
  return (await repository.addedOrRemovedPaths(move.from, move.to)).length === 0;
}

/** Good files are stored; a broken one is reported and leaves what was stored before as it is. */
async function store(ports: Needs, commit: string, configuration: Configuration): Promise<void> {
  const { pipelines, settings, problems } = configuration;
  if (settings !== undefined) await ports.configuration.putSettings(settings, commit);
  for (const { pipeline, path } of pipelines) await define(ports, commit, pipeline, path);
  const broken = new Set(problems.map(({ file }) => file));
  const kept = new Set(pipelines.map(({ pipeline }) => pipeline.name));
  for (const { name } of await ports.ledger.pipelines())
    if (!kept.has(name)) await remove(ports, commit, name, broken);
  if (problems.length > 0) {
    ports.log.count(METRICS.configurationRefused, broken.size);
    ports.log.warn('Pipeline files were refused', { commit, files: [...broken], problems: problems.length });
  }
  await ports.configuration.putReport({
    commit,
    at: new Date(ports.clock.now()).toISOString(),
    problems: atMost(MOST_REPORTED, problems),
  });
}

async function define(ports: Needs, commit: string, pipeline: Pipeline, file: string): Promise<void> {
  const version = versionOf(pipeline);
  const images = pipeline.artifacts.map(({ image }) => image);
  const isCurrent = (known: { version: string; file: string } | undefined): boolean =>
    known?.version === version && known.file === file;
  const { definition } = await ports.ledger.read(pipeline.name);
  if (isCurrent(definition)) return;
  await ports.ledger.putDefinition(version, pipeline);
  await decide(ports, pipeline.name, {}, (draft) => {
    if (!isCurrent(draft.state.definition))
      draft.record({ type: 'pipeline-defined', version, commit, file, images });
  });
}

/** Its file is gone, not broken: pushes no longer concern it. Promotions under way end as they began. */
async function remove(
  ports: Needs,
  commit: string,
  pipeline: string,
  broken: ReadonlySet<string>,
): Promise<void> {
  await decide(ports, pipeline, {}, (draft) => {
    const { definition } = draft.state;
    if (definition !== undefined && !broken.has(definition.file))
      draft.record({ type: 'pipeline-removed', commit });
  });
}

/** The same definition has the same version, whatever commit or comment it came with. */
const versionOf = (pipeline: Pipeline): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(pipeline)))).slice(0, VERSION_HEX_LENGTH);
