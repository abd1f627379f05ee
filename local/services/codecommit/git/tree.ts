/** File modes as git stores them. */
export const MODE = {
  file: '100644',
  executable: '100755',
  symbolicLink: '120000',
  folder: '40000',
  submodule: '160000',
} as const;

export interface TreeEntry {
  readonly mode: string;
  /** The bytes of the name, one character each: git names need not be UTF-8, and git sorts them as bytes. */
  readonly name: string;
  readonly id: string;
}

export const isFolder = (entry: TreeEntry) => entry.mode === MODE.folder;
export const isSubmodule = (entry: TreeEntry) => entry.mode === MODE.submodule;

export const encodeName = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
export const decodeName = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8');

export function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const zero = content.indexOf(0x00, space);
    entries.push({
      mode: content.toString('latin1', at, space),
      name: content.toString('latin1', space + 1, zero),
      id: content.toString('hex', zero + 1, zero + 21),
    });
    at = zero + 21;
  }
  return entries;
}

export function formatTree(entries: readonly TreeEntry[]): Buffer {
  const size = entries.reduce((sum, { mode, name }) => sum + mode.length + name.length + 22, 0);
  const content = Buffer.allocUnsafe(size);
  let at = 0;
  for (const { mode, name, id } of entries.toSorted(inGitOrder)) {
    at += content.write(`${mode} ${name}\0`, at, 'latin1');
    at += content.write(id, at, 'hex');
  }
  return content;
}

function inGitOrder(a: TreeEntry, b: TreeEntry): number {
  const [one, other] = [sortKey(a), sortKey(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Git orders a folder as if its name ended with a slash. */
const sortKey = (entry: TreeEntry) => (isFolder(entry) ? `${entry.name}/` : entry.name);
