import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyFluxSignature } from '../../../../src/domain/health/signature.ts';
import { signedBodies } from './fixtures.ts';

const utf8 = new TextEncoder();
const [vector] = signedBodies;
const { key, signature } = vector!;
const body = utf8.encode(vector!.body);

describe('verifyFluxSignature', () => {
  it.each(signedBodies)('verifies $name', (signed) => {
    expect(verifyFluxSignature(utf8.encode(signed.body), signed.signature, [signed.key])).toBe(true);
  });

  it('verifies what any of several keys signed, wherever it stands', () => {
    expect(verifyFluxSignature(body, signature, [key, 'other'])).toBe(true);
    expect(verifyFluxSignature(body, signature, ['other', key])).toBe(true);
  });

  it('refuses every signature when there is no key', () => {
    expect(verifyFluxSignature(body, signature, [])).toBe(false);
  });

  it('takes a trailing newline as part of the key', () => {
    expect(verifyFluxSignature(body, signature, [`${key}\n`])).toBe(false);
  });

  it.each([
    undefined,
    '',
    signature.replace('sha256=', ''),
    signature.replace('sha256=', 'sha512='),
    signature.toUpperCase(),
    signature.slice(0, -1),
    `${signature}0`,
    `${signature}\n`,
    ` ${signature}`,
  ])('refuses the header %j', (header) => {
    expect(verifyFluxSignature(body, header, [key])).toBe(false);
  });

  it('refuses a body in which one bit is different', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.nat(7), (index, bit) => {
        const other = Uint8Array.from(body);
        other[index] = other[index]! ^ (1 << bit);
        expect(verifyFluxSignature(other, signature, [key])).toBe(false);
      }),
    );
  });

  it('agrees with another implementation on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, anyKey) => {
        const hex = createHmac('sha256', anyKey).update(bytes).digest('hex');
        expect(verifyFluxSignature(bytes, `sha256=${hex}`, [anyKey])).toBe(true);
      }),
    );
  });
});
