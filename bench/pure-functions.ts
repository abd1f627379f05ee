import { randomBytes } from 'node:crypto';
import { Draft } from '../src/domain/ledger/draft.ts';
import type { Pipeline } from '../src/domain/pipeline/types.ts';
import { identity } from '../src/domain/promotion/identity.ts';
import { requestEligible } from '../src/domain/promotion/request.ts';
import { emptyState } from '../src/domain/promotion/state.ts';
import { promotionId, releaseId } from '../src/domain/release.ts';
import { setImages } from '../src/domain/updaters/kustomize/set-images.ts';
import { overlay } from './lib/fleet.ts';
import type { Report } from './lib/report.ts';
import { summarise } from './lib/statistics.ts';

const ROUNDS = 7;
const ROUND_MS = 300;

const digest = `sha256:${randomBytes(32).toString('hex')}`;
const image = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout';

/** What the pure core can do in a second, for orientation: nothing waits for it. */
export async function pureFunctions(): Promise<Report> {
  const measured = [
    ['set the image of an overlay', perSecond(editOverlay)],
    ['decide from push to commit', perSecond(decideOnce)],
  ] as const;
  return {
    title: `Pure functions, calls per second (median of ${ROUNDS} rounds)`,
    table: [
      ['', 'median', 'min', 'max'],
      ...measured.map(([name, { median, min, max }]) => [name, ...[median, min, max].map(count)]),
    ],
    remarks: [],
    data: { unit: 'calls per second', ...Object.fromEntries(measured) },
  };
}

const count = (value: number): string => Math.round(value).toLocaleString('en');

function perSecond(task: () => void) {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const begin = performance.now();
    let calls = 0;
    for (; performance.now() - begin < ROUND_MS; calls += 1) task();
    return (calls * 1_000) / (performance.now() - begin);
  });
  // The first one is for the compiler.
  return summarise(rounds.slice(1));
}

const text = overlay('checkout');

const editOverlay = (): void =>
  void setImages(text, [{ name: 'checkout', image, tag: '1.1.0', digest }], 'kustomization.yaml');

const pipeline: Pipeline = {
  name: 'checkout',
  artifacts: [{ name: 'checkout', image, tags: { kind: 'semver', range: '>=1.0.0' } }],
  stages: [
    {
      name: 'dev',
      after: [],
      waves: [
        [
          {
            cluster: 'dev-eu-1',
            overlay: 'apps/checkout/overlays/dev',
            agent: { namespace: 'flux-system', name: 'checkout' },
          },
        ],
      ],
      gates: [],
      soakMs: 0,
      health: { timeoutMs: 900_000, graceMs: 60_000 },
      whenSuperseded: 'latest',
      onFailure: 'hold',
    },
  ],
};

/** A release is recorded, asks for its stage, gets it, passes the gates and is committed. */
function decideOnce(): void {
  const draft = new Draft(emptyState('checkout'), 0);
  const artifact = { name: 'checkout', image, tag: '1.1.0', digest };
  const release = releaseId('checkout', [artifact]);
  draft.record({ type: 'release-created', release, artifacts: [artifact] });
  const created = draft.state.releases[release];
  if (created !== undefined) requestEligible(draft, { version: 'v1', pipeline }, created);
  const promotion = draft.state.promotions[promotionId(release, 'dev', 1)];
  if (promotion === undefined) throw new Error('The release did not ask for its stage.');
  const wave = { ...identity(promotion), wave: 0 };
  draft.record({ type: 'gates-passed', ...wave, gates: [] });
  draft.record({
    type: 'wave-committed',
    ...wave,
    requestedAt: created?.createdAt ?? '',
    commit: '0'.repeat(40),
    changed: true,
    files: [],
  });
}
