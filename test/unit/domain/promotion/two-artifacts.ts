import { aPipeline, IMAGE } from '../../../builders/pipeline.ts';

const semver = { kind: 'semver', range: '*' } as const;
export const artifacts = [
  { name: 'frontend', image: `${IMAGE}/frontend`, tags: semver },
  {
    name: 'backend',
    image: `${IMAGE}/backend`,
    tags: { kind: 'pattern', pattern: '^main-[0-9]+$' } as const,
  },
];
/** Each of its artifacts has a tag of its own. */
export const shop = aPipeline({ artifacts, complete: 'any' });
/** How a release of both is called. */
export const ordering = (frontend: string, backend: string) => `frontend ${frontend}, backend ${backend}`;
