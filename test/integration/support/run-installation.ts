/**
 * An installation in a process of its own, that a test may kill: `node --import tsx run-installation.ts <directory> <seed>
 * [before-commit|after-commit]`. Prints `{ url, token, repositoryUrl }` when it is up. The last argument names where in its first
 * commit it dies, as the process of a machine that loses its power does: without a word.
 */
import { boot } from '../../../scripts/boot.ts';

const [directory = '', seed = '', dieAt] = process.argv.slice(2);
const die = () => process.kill(process.pid, 'SIGKILL');

const { url, token, repositoryUrl, cloud } = await boot({
  directory,
  seed,
  port: 0,
  fresh: false,
  log: (line) => console.error(line),
});
const { operations } = cloud.codecommit;
const { CreateCommit } = operations;
Object.assign(operations, {
  async CreateCommit(input: never) {
    if (dieAt === 'before-commit') die();
    const answer = await CreateCommit?.(input);
    if (dieAt === 'after-commit') die();
    return answer;
  },
});
console.log(JSON.stringify({ url, token, repositoryUrl }));
