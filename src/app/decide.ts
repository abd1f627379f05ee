import { Draft } from '../domain/ledger/draft.ts';
import type { PipelineState } from '../domain/promotion/state.ts';
import type { Beside } from '../ports/ledger.ts';
import { ContendedLedgerError } from './errors.ts';
import type { Using } from './ports.ts';

const MOST_ATTEMPTS = 30;
const LONGEST_PAUSE_MS = 250;

export interface Decided<Result> {
  readonly result: Result;
  readonly draft: Draft;
  readonly state: PipelineState;
}

/**
 * Reads the state, lets `make` record facts on it, and appends them; when somebody else was first, all over again. So
 * `make` may run several times and must do nothing but decide. Without facts nothing is written.
 *
 * `known` is a state that was read before, which spares reading it again: if it is no longer true, the append fails.
 */
export async function decide<Result>(
  ports: Using<'ledger' | 'clock'>,
  pipeline: string,
  beside: Beside,
  make: (draft: Draft) => Result | Promise<Result>,
  known?: PipelineState,
): Promise<Decided<Result>> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const state =
      known !== undefined && attempt === 1
        ? await ports.ledger.readBeside(known, beside)
        : await ports.ledger.read(pipeline, beside);
    const draft = new Draft(state, ports.clock.now());
    const result = await make(draft);
    if (draft.entries.length === 0) return { result, draft, state: draft.state };
    const outcome = await ports.ledger.append(draft.before, draft.state, draft.entries);
    if (outcome === 'appended') return { result, draft, state: draft.state };
    await ports.clock.pause(Math.min(LONGEST_PAUSE_MS, 2 ** attempt) * ports.clock.chance());
  }
  throw new ContendedLedgerError(pipeline, MOST_ATTEMPTS);
}
