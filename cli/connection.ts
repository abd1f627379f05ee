import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConnectionError, UsageError } from './exit-code.ts';
import type { Io } from './io.ts';

export interface Endpoint {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token?: string;
}

export interface EndpointOptions {
  readonly url?: string;
  readonly token?: string;
}

/** Written by `npm start`: `{ "url": "http://127.0.0.1:7070", "token": "..." }`. */
const FILE = join('.data', 'local.json');

/**
 * Options win over the environment, and that over the file, which is looked for in the current folder and upwards.
 * The file's token goes to the file's own address and to no other.
 */
export async function findEndpoint(
  options: EndpointOptions,
  { env, cwd = process.cwd() }: Io,
): Promise<Endpoint> {
  const url = options.url ?? (env.TOWPATH_URL || undefined);
  const token = options.token ?? (env.TOWPATH_TOKEN || undefined);
  if (url !== undefined) {
    const address = parseAddress(url);
    const secret = token ?? (await tokenFor(address, cwd));
    return { url: address, ...(secret !== undefined && { token: secret }) };
  }
  const found = await findFile(cwd);
  if (found === undefined)
    throw new ConnectionError(
      `No running Towpath found: there is no ${FILE} here or above. Start it with: npm start. Or set TOWPATH_URL and TOWPATH_TOKEN.`,
    );
  return token === undefined ? found : { ...found, token };
}

async function tokenFor(url: string, cwd: string): Promise<string | undefined> {
  const local = await findFile(cwd).catch(() => undefined);
  return local?.url === url ? local.token : undefined;
}

async function findFile(folder: string): Promise<Endpoint | undefined> {
  const file = join(folder, FILE);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return parseFile(file, text);
  const parent = dirname(folder);
  return parent === folder ? undefined : findFile(parent);
}

function parseFile(file: string, text: string): Endpoint {
  try {
    const { url, token } = JSON.parse(text) as Record<string, unknown>;
    return { url: parseAddress(String(url)), ...(typeof token === 'string' && { token }) };
  } catch (cause) {
    throw new ConnectionError(`${file} is not what npm start writes. Start it again with: npm start`, {
      cause,
    });
  }
}

function parseAddress(url: string): string {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new UsageError(`"${url}" is not an address. Write one such as http://127.0.0.1:7070`);
  return url.replace(/\/+$/, '');
}
