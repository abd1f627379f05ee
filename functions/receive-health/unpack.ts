import { gunzipSync } from 'node:zlib';
import { MalformedReportError } from '../../src/domain/health/read-report.ts';

/** A cluster of some thousand objects; what is larger is no snapshot, or a trap. */
const MOST_BYTES = 64 * 1024 * 1024;

/** @throws MalformedReportError if the body is not what its `Content-Encoding` says, or too large once unpacked */
export function unpack(body: Uint8Array, encoding: string | undefined): Uint8Array {
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip')
    throw new MalformedReportError(`The encoding "${encoding}" is not known here. Send it as gzip.`);
  try {
    return gunzipSync(body, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw new MalformedReportError(
      `The body is no gzip, or larger than ${MOST_BYTES} bytes. Send a snapshot per namespace.`,
      { cause },
    );
  }
}
