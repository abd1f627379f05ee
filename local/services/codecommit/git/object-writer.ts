import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflate, deflateSync } from 'node:zlib';
import type { ObjectType } from './object-reader.ts';

/** Below this size a trip to the thread pool takes longer than the work. */
const SMALL = 16 * 1024;
const FAST = { level: 1 };

/** Makes the loose object that git would make. Its id is known at once; it can be read when `stored` resolves. */
export function writeObject(
  gitDirectory: string,
  type: ObjectType,
  content: Buffer,
): { readonly id: string; readonly stored: Promise<void> } {
  const object = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const id = createHash('sha1').update(object).digest('hex');
  return { id, stored: store(join(gitDirectory, 'objects'), id, object) };
}

/**
 * The file appears whole or not at all. What a crash leaves behind is named as git names its own unfinished objects,
 * so that `git gc` removes it.
 */
async function store(objects: string, id: string, object: Buffer): Promise<void> {
  const file = join(objects, id.slice(0, 2), id.slice(2));
  if (await freshen(file)) return;
  const unfinished = join(objects, `tmp_obj_${randomUUID()}`);
  const packed = object.length < SMALL ? deflateSync(object, FAST) : await promisify(deflate)(object, FAST);
  await writeFile(unfinished, packed, { mode: 0o444, flag: 'wx' });
  await rename(unfinished, file).catch(async () => {
    await mkdir(dirname(file), { recursive: true });
    await rename(unfinished, file);
  });
}

/** Whether the object is there already; if so it counts as new again, so that no housekeeping takes it for waste. */
async function freshen(file: string): Promise<boolean> {
  const now = new Date();
  return utimes(file, now, now).then(
    () => true,
    () => false,
  );
}
