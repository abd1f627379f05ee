import type { Definition } from '../asl/definition.ts';
import { StatesError } from '../asl/states-error.ts';
import { isObject, type Json } from '../json.ts';
import type { MapItem } from './context.ts';
import { type Place, Strand } from './strand.ts';

export interface Branch {
  readonly definition: Definition;
  readonly input: Json;
  readonly item?: MapItem;
}

/** Called around each branch, to write the events that a Map has and a Parallel has not. */
export interface BranchEvents {
  readonly started?: (branch: Strand, place: Place, index: number) => void;
  readonly succeeded?: (branch: Strand, index: number) => void;
  readonly failed?: (place: Place, index: number) => void;
  readonly aborted?: (place: Place, index: number) => void;
}

const ABORTABLE: ReadonlySet<string> = new Set(['Map', 'Parallel', 'Task', 'Wait']);

interface Running {
  readonly strand: Strand;
  readonly place: Place;
  readonly index: number;
}

/**
 * Runs branches side by side, at most `limit` at a time, and returns their outputs in order. The first failure stops
 * all others and is thrown.
 */
export async function runBranches(
  place: Place,
  branches: readonly Branch[],
  limit: number,
  events: BranchEvents = {},
): Promise<Json[]> {
  const parent = place.strand;
  const startedFrom = parent.lastEventId;
  const group = parent.cancellation.child();
  const outputs: Json[] = [];
  const running = new Set<Running>();
  let lastEventId = startedFrom;
  let failed: Running | undefined;
  let next = 0;

  const runOne = async (index: number, branch: Branch): Promise<void> => {
    const inner = branchStrand(
      parent,
      `${place.path}[${index}]`,
      group.cancellation,
      startedFrom,
      branch.item,
    );
    const at = place.within(`[${index}]`);
    const one: Running = { strand: inner, place: at, index };
    running.add(one);
    try {
      outputs[index] = await outputOf(inner, at, branch, index, events);
    } catch (thrown) {
      failed ??= one;
      throw thrown;
    }
    running.delete(one);
    lastEventId = Math.max(lastEventId, inner.lastEventId);
  };
  const worker = async (): Promise<void> => {
    for (let branch = branches[next]; branch !== undefined; branch = branches[next]) {
      const index = next;
      next += 1;
      await runOne(index, branch);
    }
  };

  try {
    await Promise.all(Array.from({ length: Math.min(limit, branches.length) }, worker));
  } catch (thrown) {
    if (thrown instanceof StatesError && failed !== undefined && parent.execution.active) {
      group.cancellation.cancel();
      parent.lastEventId = failed.strand.lastEventId;
      writeFailure(parent, failed, running, events);
    }
    throw thrown;
  } finally {
    group.release();
  }
  parent.lastEventId = lastEventId;
  return outputs;
}

async function outputOf(
  strand: Strand,
  place: Place,
  branch: Branch,
  index: number,
  events: BranchEvents,
): Promise<Json> {
  const finished = place.recall('finished')?.data;
  if (isObject(finished)) {
    strand.lastEventId = Number(finished.last);
    return finished.output ?? null;
  }
  events.started?.(strand, place, index);
  const output = await strand.runtime.runStrand(strand, branch.definition, branch.input);
  events.succeeded?.(strand, index);
  place.note('finished', { output, last: strand.lastEventId });
  return output;
}

/** AWS lists the failed one first, then what the failure cut short; all refer to the event that failed. */
function writeFailure(
  parent: Strand,
  failed: Running,
  running: ReadonlySet<Running>,
  events: BranchEvents,
): void {
  const others = [...running].filter((one) => one !== failed).sort((a, b) => a.index - b.index);
  events.failed?.(failed.place, failed.index);
  for (const one of [failed, ...others]) {
    if (one !== failed) events.aborted?.(one.place, one.index);
    const { openState } = one.strand;
    if (openState === undefined || !ABORTABLE.has(openState)) continue;
    parent.emit(`${one.strand.path}:stateAborted`, `${openState}StateAborted`, {}, { advance: false });
  }
}

function branchStrand(
  parent: Strand,
  path: string,
  cancellation: Strand['cancellation'],
  lastEventId: number,
  item: MapItem | undefined,
): Strand {
  const { runtime, execution } = parent;
  return new Strand({ runtime, execution, path, cancellation, lastEventId, item: item ?? parent.item });
}
