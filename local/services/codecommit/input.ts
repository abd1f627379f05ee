import { type Input, ServiceError } from '../../service.ts';

/** One error of CodeCommit's API model, to be thrown. */
export const failure = (code: string, message: string) => new ServiceError(code, message);

/** @throws SerializationException, as AWS does for a value of another type than the model's */
export function optionalText(input: Input, key: string): string | undefined {
  const value = input[key] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw failure('SerializationException', `${key} must be a string`);
}

export function requiredText(input: Input, key: string, missing: string): string {
  const value = optionalText(input, key);
  if (value === undefined || value === '') throw failure(missing, `${key} is required`);
  return value;
}

/** @throws SerializationException unless `key` holds a list of `type`, or nothing */
export function optionalList(input: Input, key: string): readonly unknown[] {
  const value = input[key] ?? [];
  if (Array.isArray(value)) return value;
  throw failure('SerializationException', `${key} must be a list`);
}

export function repositoryName(input: Input): string {
  const name = requiredText(input, 'repositoryName', 'RepositoryNameRequiredException');
  if (!/^[\w.-]{1,100}$/.test(name) || name.endsWith('.git'))
    throw failure('InvalidRepositoryNameException', `"${name}" is not a valid repository name`);
  return name;
}

const COMMIT_ID = /^[0-9a-f]{40}$/;

export const isObjectId = (text: string) => COMMIT_ID.test(text);

/** Quotas in AWS CodeCommit, "Branch names", and what `git check-ref-format` adds to them. */
export function isReferenceName(name: string): boolean {
  const forbidden =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids them in reference names
    /[\x00-\x20\x7f?^*[\\~:]|\.\.|\/\/|@\{|^[/.-]|[/.]$|\/\.|\.lock(\/|$)|^@$|^[0-9a-f]{40}$/i;
  return name.length >= 1 && name.length <= 256 && !forbidden.test(name);
}

export function branchName(input: Input): string {
  const name = requiredText(input, 'branchName', 'BranchNameRequiredException');
  if (!isReferenceName(name))
    throw failure('InvalidBranchNameException', `"${name}" is not a valid branch name`);
  return name;
}

/**
 * A path without its leading and trailing slash; `''` is the root. AWS's guide writes both `folder/file` and
 * `/folder/file`.
 */
export function path(text: string): string {
  const clean = text.replace(/^\//, '').replace(/\/$/, '');
  const parts = clean.split('/');
  const broken = parts.some((part) => ['', '.', '..'].includes(part) || part.toLowerCase() === '.git');
  if (clean === '') return clean;
  if (broken || clean.length > 4096 || clean.includes('\0'))
    throw failure('InvalidPathException', `"${text}" is not a valid path`);
  return clean;
}

export function filePath(input: Input): string {
  const found = path(requiredText(input, 'filePath', 'PathRequiredException'));
  if (found === '') throw failure('InvalidPathException', 'filePath must name a file, not the root folder');
  return found;
}
