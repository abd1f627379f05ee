import { describe, expect, it } from 'vitest';
import type { Fakes } from '../fakes/index.ts';
import { InterruptedError, type When } from '../fakes/interruptions.ts';
import { scenarios } from './crash-scenarios.ts';

/**
 * Any external call can fail, or fail to say that it worked (I9). So each use case is run once for each of its calls
 * with that call interrupted, then again as its caller would; every world must end like the one in which nothing
 * went wrong.
 */
describe('whatever call is interrupted, and whenever', () => {
  it.each(scenarios)('$name ends the same', async ({ arrange, act, anyToken = false }) => {
    const calm = await arrange();
    const before = calm.interruptions.calls.length;
    const result = await act(calm);
    const expected = { result, ...(await observe(calm, anyToken)) };
    const calls = calm.interruptions.calls.slice(before);
    expect(calls.length).toBeGreaterThan(2);

    for (const [index, call] of calls.entries())
      for (const when of ['before', 'after'] satisfies When[]) {
        const fakes = await arrange();
        fakes.interruptions.interruptAt(index + 1, when);
        const again = await act(fakes).catch((error: unknown) => {
          expect(error).toBeInstanceOf(InterruptedError);
          return act(fakes);
        });
        expect({ result: again, ...(await observe(fakes, anyToken)) }, `${call} interrupted ${when}`).toEqual(
          expected,
        );
      }
  });
});

/** A task that is tried again gets another token. */
const RETRY = /\.\d+$/;

/** Everything that somebody outside could notice. */
async function observe(
  { ledger, repository, workflow, changes, health, configuration }: Fakes,
  anyToken: boolean,
) {
  const answered = new Set(workflow.answered.map((token) => token.replace(RETRY, '')));
  return {
    entries: ledger.entries('checkout'),
    state: ledger.state('checkout'),
    settings: await configuration.settings(),
    files: repository.files(),
    commits: repository.log().map(({ message }) => message),
    started: workflow.started,
    ...(!anyToken && { answered: [...answered].sort(), failed: workflow.failed }),
    waiting: await changes.waiting(repository.branchKey),
    attempt: (await changes.committer(repository.branchKey)).attempt,
    watches: health.watches(),
  };
}
