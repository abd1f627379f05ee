import { tagOf } from '../domain/promotion/order.ts';
import type { Promotion } from '../domain/promotion/state.ts';
import type { Intent } from '../domain/updaters/intent.ts';
import { NotFoundError } from './errors.ts';
import type { Using } from './ports.ts';

/** What a promotion writes. The tag is the one it was promoted as; the digest decides. */
export async function releasedBy(
  ports: Using<'ledger'>,
  { pipeline, release, tag }: Pick<Promotion, 'pipeline' | 'release' | 'tag'>,
): Promise<Intent[]> {
  const artifacts = await ports.ledger.contents(pipeline, release);
  if (artifacts === undefined) throw new NotFoundError(`There is no release ${release}.`);
  return artifacts.map(({ name, image, digest, ...of }) => ({
    ...{ name, image, digest },
    tag: tagOf(tag, of, artifacts),
  }));
}
