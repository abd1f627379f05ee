import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRevision } from '../../../../src/domain/health/revision.ts';

const sha1 = '8d3f0a6c2b9e4715a0c1d2e3f405162738495a6b';
const sha256 = `${sha1}0123456789abcdef01234567`;

describe('parseRevision', () => {
  it.each([
    ['main@sha1:', sha1, 'main'],
    ['feature/cart@sha1:', sha1, 'feature/cart'],
    ['renovate/@scope@sha1:', sha1, 'renovate/@scope'],
    ['odd@sha1:0@sha1:', sha1, 'odd@sha1:0'],
    ['refs/heads/main@sha1:', sha1, 'main'],
    ['refs/tags/v1.2.3@sha1:', sha1, 'v1.2.3'],
    ['v1.2.3@sha1:', sha1, 'v1.2.3'],
    ['main@sha256:', sha256, 'main'],
    ['main/', sha1, 'main'],
    ['feature/cart/', sha1, 'feature/cart'],
    ['6.1.8/', sha1, '6.1.8'],
  ])('reads %s<commit>', (prefix, commit, branch) => {
    expect(parseRevision(prefix + commit)).toEqual({ branch, commit });
  });

  it.each([
    ['sha1:', sha1],
    ['sha256:', sha256],
    ['@sha1:', sha1],
    ['', sha1],
  ])('reads %s<commit> as a commit without a branch', (prefix, commit) => {
    expect(parseRevision(prefix + commit)).toEqual({ commit });
  });

  it.each([
    '',
    'main',
    '1.8.0',
    'main@sha1:',
    `main@sha1:${sha1.slice(1)}`,
    `main@sha1:${sha256}`,
    `main@sha256:${sha1}`,
    `main@md5:${sha1}`,
    `main@sha1:${sha1.toUpperCase()}`,
    `main@sha1:${sha1}\n`,
    `main/${sha1} `,
  ])('refuses %j', (text) => {
    expect(parseRevision(text)).toBeUndefined();
  });

  it('gives back any branch it was written with', () => {
    const branch = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('refs/'));
    fc.assert(
      fc.property(branch, (name) => {
        expect(parseRevision(`${name}@sha1:${sha1}`)).toEqual({ branch: name, commit: sha1 });
      }),
    );
  });
});
