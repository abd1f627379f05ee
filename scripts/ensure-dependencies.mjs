// Runs before every npm script that needs packages, on plain Node with nothing installed: a fresh clone
// needs no separate install step, and a pulled lockfile is never run against yesterday's packages.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modified = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Towpath needs Node >= 20.19; this is ${process.version}. Install a newer one (https://nodejs.org).`,
  );
  process.exit(1);
}

// npm writes this file last, so an interrupted install is not mistaken for a finished one.
if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  console.error('Installing the packages of package-lock.json (npm ci) ...');
  const npm = process.env.npm_execpath;
  const [command, prefix] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status } = spawnSync(command, [...prefix, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    console.error('npm ci failed; its own message is above. Nothing was started.');
    process.exit(status ?? 1);
  }
}
