import { join } from 'node:path';
import { systemClock } from '../../local/clock.ts';
import { ACCOUNT } from '../../local/deploy.ts';
import { startServer } from '../../local/server.ts';
import { createCodeCommit, type ReferenceChange } from '../../local/services/codecommit/index.ts';

export interface GitService {
  readonly url: string;
  readonly repositoryUrl: string;
  seed(folder: string): Promise<void>;
  close(): Promise<void>;
}

const REPOSITORY = 'fleet';

/** CodeCommit, which MiniStack does not have, from the local cloud: on its own, with the repository, still empty. */
export async function serveCodeCommit(
  folder: string,
  onReferenceChange: (change: ReferenceChange) => void,
): Promise<GitService> {
  const codecommit = await createCodeCommit({
    ...ACCOUNT,
    clock: systemClock,
    directory: join(folder, 'codecommit'),
    endpoint: () => server.url,
    onReferenceChange,
  });
  const server = await startServer({ port: 0, services: [codecommit], http: [codecommit.handleGit] });
  await codecommit.operations.CreateRepository?.({ repositoryName: REPOSITORY });
  const author = { name: 'Platform team', email: 'platform@example.com' };
  return {
    url: server.url,
    repositoryUrl: `${server.url}/git/${REPOSITORY}`,
    async seed(seed) {
      await codecommit.importFolder(REPOSITORY, seed, 'The fleet as it is', author);
    },
    close: () => server.close(),
  };
}
