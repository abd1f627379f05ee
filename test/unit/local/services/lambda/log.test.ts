import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { logToDirectory } from '../../../../../local/services/lambda/log.ts';
import { VirtualClock } from '../../../../../local/virtual-clock.ts';

it('writes what a function prints to a file of its own', () => {
  const directory = mkdtempSync(join(tmpdir(), 'towpath-log-'));
  const log = logToDirectory(join(directory, 'logs'), new VirtualClock('2026-11-20T22:05:00.123Z'));
  log({ functionName: 'image-pushed', requestId: 'request-1', text: 'one' });
  log({ functionName: 'image-pushed', requestId: undefined, text: 'two' });
  expect(readFileSync(join(directory, 'logs/image-pushed.log'), 'utf8')).toBe(
    '2026-11-20T22:05:00.123Z request-1 one\n2026-11-20T22:05:00.123Z - two\n',
  );
  rmSync(directory, { recursive: true });
});
