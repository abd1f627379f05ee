import type { Promotion } from '../domain/promotion/state.ts';
import type { Intent } from '../domain/updaters/intent.ts';
import { NotFoundError } from './errors.ts';
import type { Using } from './ports.ts';

/** What a promotion writes. The tag is the one releases are ordered by; the digest decides. */
export async function releasedBy(
  ports: Using<'ledger'>,
  { pipeline, release, tag }: Pick<Promotion, 'pipeline' | 'release' | 'tag'>,
): Promise<Intent[]> {
  const artifacts = await ports.ledger.contents(pipeline, release);
  if (artifacts === undefined) throw new NotFoundError(`There is no release ${release}.`);
  return artifacts.map(({ name, image, digest }) => ({ name, image, tag, digest }));
}
