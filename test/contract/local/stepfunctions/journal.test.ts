import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LineFile, readLines } from '../../../../local/services/stepfunctions/journal/line-file.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { callback, Harness, machine } from '../../../unit/local/services/stepfunctions/harness.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const newDirectory = () => mkdtempSync(join(root, 'd-'));
const newPath = () => join(newDirectory(), 'lines.jsonl');

describe('a file of lines', () => {
  it('holds what was appended, in order, once it is flushed', async () => {
    const path = newPath();
    const file = new LineFile(path);
    file.append({ n: 1 });
    file.append({ n: 2 });
    await file.flushed();
    expect(readLines(path)).toEqual([{ n: 1 }, { n: 2 }]);
    file.append({ n: 3 });
    await file.close();
    expect(readLines(path)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('takes lines while others are on their way to the disk', async () => {
    const path = newPath();
    const file = new LineFile(path);
    const flushed: Promise<void>[] = [];
    for (let n = 0; n < 50; n += 1) {
      file.append({ n });
      flushed.push(file.flushed());
      if (n % 7 === 0) await flushed[n - 3];
    }
    await Promise.all(flushed);
    expect(readLines(path)).toEqual(Array.from({ length: 50 }, (_, n) => ({ n })));
    await file.close();
  });

  it('is empty if it does not exist', () => {
    expect(readLines(newPath())).toEqual([]);
  });

  it('loses a torn last line, and nothing that is appended later', async () => {
    const path = newPath();
    writeFileSync(path, '{"n":1}\n{"n":2');
    expect(readLines(path)).toEqual([{ n: 1 }]);
    const file = new LineFile(path);
    file.append({ n: 3 });
    await file.close();
    expect(readLines(path)).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('refuses a broken line that no crash can have left, and names it', () => {
    const path = newPath();
    writeFileSync(path, '{"n":1}\n{"n":\n{"n":3}\n');
    expect(() => readLines(path)).toThrow('lines.jsonl:2 is no JSON');
  });

  it('is written anew with what was asked for, and goes on after it', async () => {
    const path = newPath();
    const file = new LineFile(path);
    file.append({ old: 1 });
    const replaced = file.replace(() => [{ kept: 1 }]);
    file.append({ late: 1 });
    await replaced;
    file.append({ later: 1 });
    await file.close();
    expect(readLines(path)).toEqual([{ kept: 1 }, { later: 1 }]);
  });

  it('answers for nothing any more once a write has failed', async () => {
    const file = new LineFile(newPath());
    const failed = file.replace(() => {
      throw new Error('disk full');
    });
    await expect(failed).rejects.toThrow('disk full');
    file.append({ n: 1 });
    await expect(file.flushed()).rejects.toThrow('disk full');
  });
});

describe('the journal', () => {
  const linesOf = (directory: string, file: string) =>
    readLines(join(directory, `${file}.jsonl`)) as object[];

  it('moves finished executions to the archive, and keeps what runs', async () => {
    const directory = newDirectory();
    const harness = new Harness({ wait: () => 1 }, { directory, compactAfterLines: 1 });
    const running = await harness.start(machine({ T: callback('wait') }), {}, 'running');
    const { taskToken } = { taskToken: harness.calls[0]?.payload.token };
    const stateMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine';
    for (const name of ['one', 'two']) {
      const { executionArn } = await harness.call('StartExecution', { stateMachineArn, name });
      await harness.call('StopExecution', { executionArn });
      await harness.clock.settle();
    }
    expect(linesOf(directory, 'archive').filter((line) => 'over' in line)).toHaveLength(2);
    expect(linesOf(directory, 'archive').filter((line) => 'machine' in line)).toHaveLength(1);
    expect(linesOf(directory, 'journal').filter((line) => 'start' in line)).toHaveLength(1);

    const second = new Harness({}, { directory, clock: new VirtualClock() });
    second.service.resume();
    const { executions } = await second.call('ListExecutions', { stateMachineArn });
    expect(
      executions.map(({ name, status }: { name: string; status: string }) => `${name} ${status}`),
    ).toEqual(['two ABORTED', 'one ABORTED', 'running RUNNING']);
    await second.call('SendTaskSuccess', { taskToken, output: '"done"' });
    await second.clock.settle();
    expect((await second.describe(running)).output).toBe('done');
    expect(second.changes.map(({ name }) => name)).toEqual(['running']);
  });

  it('keeps histories and closed tokens in the archive', async () => {
    const directory = newDirectory();
    const first = new Harness({ wait: () => 1 }, { directory, compactAfterLines: 1 });
    const arn = await first.start(machine({ T: callback('wait') }));
    const taskToken = first.calls[0]?.payload.token;
    await first.call('SendTaskSuccess', { taskToken, output: '1' });
    await first.clock.settle();
    const history = await first.history(arn);
    const second = new Harness({}, { directory });
    expect(await second.history(arn)).toEqual(history);
    await expect(second.call('SendTaskHeartbeat', { taskToken })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
  });

  it('counts an execution once that a crash left in both files', async () => {
    const directory = newDirectory();
    const first = new Harness({}, { directory });
    const arn = await first.start(machine({ P: { Type: 'Pass' } }));
    await first.clock.settle();
    copyFileSync(join(directory, 'journal.jsonl'), join(directory, 'before'));
    const second = new Harness({}, { directory, compactAfterLines: 1 });
    second.service.resume();
    await second.clock.settle();
    expect(linesOf(directory, 'journal').filter((line) => 'start' in line)).toEqual([]);
    copyFileSync(join(directory, 'before'), join(directory, 'journal.jsonl'));
    appendFileSync(join(directory, 'archive.jsonl'), '{"over":{"sta');

    const third = new Harness({}, { directory });
    third.service.resume();
    await third.clock.settle();
    expect((await third.describe(arn)).status).toBe('SUCCEEDED');
    expect(await third.history(arn)).toHaveLength(4);
    expect(third.changes).toEqual([]);
    expect(readFileSync(join(directory, 'archive.jsonl'), 'utf8')).toMatch(/\n$/);
  });

  it('makes its directory', async () => {
    const directory = join(newDirectory(), 'not', 'there');
    const harness = new Harness({}, { directory });
    await harness.run(machine({ P: { Type: 'Pass' } }));
    expect(linesOf(directory, 'journal').length).toBeGreaterThan(4);
  });

  it('holds a token before its function is called', async () => {
    const directory = newDirectory();
    const harness = new Harness({}, { directory });
    let onDisk = '';
    harness.handlers.wait = () => {
      onDisk = readFileSync(join(directory, 'journal.jsonl'), 'utf8');
    };
    await harness.start(machine({ T: callback('wait') }));
    expect(onDisk).toContain(harness.calls[0]?.payload.token);
  });

  it('holds an answer before it is acknowledged', async () => {
    const directory = newDirectory();
    const harness = new Harness({ wait: () => 1 }, { directory });
    await harness.start(machine({ T: callback('wait') }));
    await harness.call('SendTaskSuccess', {
      taskToken: harness.calls[0]?.payload.token,
      output: '"the answer"',
    });
    expect(readFileSync(join(directory, 'journal.jsonl'), 'utf8')).toContain('the answer');
  });
});
