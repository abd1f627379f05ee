import { expect, it } from 'vitest';
import { defaultTemplate } from './template.ts';

/** Assets are named by their contents, which here are stubs. */
const withoutAssets = (key: string, value: unknown): unknown => (key === 'S3Key' ? '<asset>' : value);

it('the template changes only where somebody means it (mend with: npx vitest run --project integration infra -u)', async () => {
  const { Resources, Outputs } = defaultTemplate();
  await expect(`${JSON.stringify({ Resources, Outputs }, withoutAssets, 1)}\n`).toMatchFileSnapshot(
    'template.snap',
  );
});
