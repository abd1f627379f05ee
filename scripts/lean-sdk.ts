import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SCHEMAS = /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/;
/** How a client registers a class for an error of its service; all of them, whatever its caller knows. */
const REGISTERS = /^n\d+_registry\.registerError\(/gm;

const PACKAGES = /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/;

/**
 * Leaves out of the bundles what the SDK's clients bring along and no function needs.
 *
 * The classes of the services' errors, 191 in the client of CodeCommit alone: esbuild keeps them only because registering one
 * is a side effect. Of an error without a class the SDK makes the service's base exception, with the name and the fields
 * that the service sent: src/aws tells errors by name (sdk-error.ts).
 *
 * All of a client's package.json but its version, which is what it tells the service of itself.
 */
export const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup(build) {
    build.onLoad({ filter: SCHEMAS }, async ({ path }) => {
      const schemas = await readFile(path, 'utf8');
      return { contents: schemas.replace(REGISTERS, '/* @__PURE__ */ $&'), loader: 'js' };
    });
    build.onLoad({ filter: PACKAGES }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
