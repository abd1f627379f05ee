export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface Signature extends Person {
  /** Seconds since the epoch and the offset, as git writes them: `1763676000 +0000`. */
  readonly date: string;
}

export interface Commit {
  readonly treeId: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
  /** Header lines beyond the usual ones, such as a signature. */
  readonly additionalData: string;
}

export function parseCommit(content: Buffer): Commit {
  const text = content.toString('utf8');
  const end = text.indexOf('\n\n');
  const header = (end === -1 ? text : text.slice(0, end)).replace(/\n$/, '');
  const fields = header.split(/\n(?! )/).map((line) => {
    const space = line.indexOf(' ');
    return { key: line.slice(0, space), value: line.slice(space + 1), line };
  });
  const values = (key: string) => fields.filter((field) => field.key === key).map((field) => field.value);
  const known = new Set(['tree', 'parent', 'author', 'committer']);
  return {
    treeId: values('tree')[0] ?? '',
    parents: values('parent'),
    author: parseSignature(values('author')[0] ?? ''),
    committer: parseSignature(values('committer')[0] ?? ''),
    message: end === -1 ? '' : text.slice(end + 2),
    additionalData: fields
      .filter(({ key }) => !known.has(key))
      .map(({ line }) => line)
      .join('\n'),
  };
}

export function formatCommit(commit: Omit<Commit, 'additionalData'>): Buffer {
  return Buffer.from(
    [
      `tree ${commit.treeId}`,
      ...commit.parents.map((parent) => `parent ${parent}`),
      `author ${formatSignature(commit.author)}`,
      `committer ${formatSignature(commit.committer)}`,
      '',
      commit.message,
    ].join('\n'),
  );
}

/** @param milliseconds since the epoch */
export const signature = (person: Person, milliseconds: number): Signature => ({
  ...person,
  date: `${Math.floor(milliseconds / 1000)} +0000`,
});

// A line break or an angle bracket in a name would break the header; git drops them too.
const formatSignature = ({ name, email, date }: Signature) =>
  `${name.replace(/[<>\n\0]/g, '')} <${email.replace(/[<>\n\0]/g, '')}> ${date}`;

function parseSignature(text: string): Signature {
  const match = /^(.*?) ?<([^>]*)> ?(.*)$/.exec(text);
  return { name: match?.[1] ?? text, email: match?.[2] ?? '', date: match?.[3] ?? '' };
}

/** Seconds since the epoch. */
export const parseCommitDate = (date: string) => Number.parseInt(date, 10);
