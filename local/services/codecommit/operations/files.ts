import type { Operation } from '../../../service.ts';
import { fileMode } from '../file-modes.ts';
import { decodeName, isFolder, isSubmodule, MODE, type TreeEntry } from '../git/tree.ts';
import { findPath } from '../git/tree-paths.ts';
import { failure, filePath, isObjectId, optionalText, path, requiredText } from '../input.ts';
import { FILE_LIMIT } from '../limits.ts';
import type { Repositories } from '../repositories.ts';
import { existingRepository } from '../repositories.ts';
import type { Repository } from '../repository.ts';
import { resolveCommit } from '../specifiers.ts';

export function fileOperations(repositories: Repositories): Record<string, Operation> {
  return {
    async GetFile(input) {
      const repository = existingRepository(repositories, input);
      const wanted = filePath(input);
      const { commitId, found } = await findAt(repository, optionalText(input, 'commitSpecifier'), wanted);
      if (found === undefined || isFolder(found) || isSubmodule(found))
        throw failure('FileDoesNotExistException', `there is no file ${wanted} at ${commitId}`);
      const content = await readBlob(repository, found.id);
      return {
        commitId,
        blobId: found.id,
        filePath: wanted,
        fileMode: fileMode(found.mode),
        fileSize: content.length,
        fileContent: content.toString('base64'),
      };
    },
    async GetBlob(input) {
      const repository = existingRepository(repositories, input);
      const blobId = requiredText(input, 'blobId', 'BlobIdRequiredException');
      if (!isObjectId(blobId)) throw failure('InvalidBlobIdException', `"${blobId}" is not a full blob id`);
      if ((await repository.objects.info(blobId))?.type !== 'blob')
        throw failure('BlobIdDoesNotExistException', `there is no blob ${blobId} in ${repository.name}`);
      return { content: (await readBlob(repository, blobId)).toString('base64') };
    },
    async GetFolder(input) {
      const repository = existingRepository(repositories, input);
      const text = optionalText(input, 'folderPath');
      if (text === undefined) throw failure('PathRequiredException', 'folderPath is required');
      const folderPath = path(text);
      const { commitId, found } = await findAt(
        repository,
        optionalText(input, 'commitSpecifier'),
        folderPath,
      );
      if (found === undefined || !isFolder(found))
        throw failure('FolderDoesNotExistException', `there is no folder "${folderPath}" at ${commitId}`);
      const entries = await repository.objects.tree(found.id);
      return { commitId, folderPath, treeId: found.id, ...sortedByKind(folderPath, entries) };
    },
  };
}

async function findAt(repository: Repository, specifier: string | undefined, wanted: string) {
  const commitId = await resolveCommit(repository, specifier);
  const { treeId } = await repository.objects.commit(commitId);
  const found = await findPath(repository.objects, treeId, wanted);
  return { commitId, found: found.at === 'entry' ? found.entry : undefined };
}

async function readBlob(repository: Repository, id: string): Promise<Buffer> {
  const size = (await repository.objects.info(id))?.size ?? 0;
  if (size > FILE_LIMIT) throw failure('FileTooLargeException', `${id} has ${size} bytes: more than 6 MB`);
  return repository.objects.blob(id);
}

function sortedByKind(folderPath: string, entries: readonly TreeEntry[]) {
  const paths = ({ name }: TreeEntry) => {
    const relativePath = decodeName(name);
    return { absolutePath: folderPath === '' ? relativePath : `${folderPath}/${relativePath}`, relativePath };
  };
  const file = (entry: TreeEntry) => ({ blobId: entry.id, ...paths(entry), fileMode: fileMode(entry.mode) });
  const isLink = (entry: TreeEntry) => entry.mode === MODE.symbolicLink;
  const isFile = (entry: TreeEntry) => !isFolder(entry) && !isSubmodule(entry) && !isLink(entry);
  return {
    subFolders: entries.filter(isFolder).map((entry) => ({ treeId: entry.id, ...paths(entry) })),
    files: entries.filter(isFile).map(file),
    symbolicLinks: entries.filter(isLink).map(file),
    subModules: entries.filter(isSubmodule).map((entry) => ({ commitId: entry.id, ...paths(entry) })),
  };
}
