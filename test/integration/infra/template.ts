// biome-ignore-all lint/suspicious/noExplicitAny: templates are untyped JSON
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { functions } from '../../../functions/manifest.ts';
import { buildApp } from '../../../infra/build.ts';
import type { TowpathStack } from '../../../infra/stacks/towpath-stack.ts';

const ROOT = join(import.meta.dirname, '../../..');

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, any>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs: Record<string, { readonly Value: unknown }>;
}

/** cdk.json's own context, so that the tests see what is deployed, with all that is left out unless it is asked for. */
const context = (): Record<string, unknown> => ({
  ...JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')).context,
  'towpath:reportQueue': 'true',
});

/** Stack traces are a third of the time, and in no template. */
const FAST = { 'aws:cdk:disable-stack-trace': true };

/** Stubs in place of bundles, in `folder`. */
export function stubBundles(folder: string): string {
  const bundles = join(folder, 'functions');
  for (const id of Object.keys(functions)) {
    mkdirSync(join(bundles, id), { recursive: true });
    writeFileSync(join(bundles, id, 'index.mjs'), `// ${id}\n`);
  }
  return bundles;
}

/** A folder that is gone afterwards. */
export function inFolder<Result>(act: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'towpath-infra-'));
  try {
    return act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface Synthesis {
  readonly context?: Record<string, unknown>;
  /** Adds to the stack what the checks must find. */
  readonly plant?: (stack: TowpathStack) => void;
}

/** Synthesizes in process, over stubs in place of bundles: every stack by its name. */
export const synthesizeAll = ({ context: overrides = {}, plant = () => {} }: Synthesis = {}) =>
  inFolder((folder): ReadonlyMap<string, Template> => {
    const app = new App({ context: { ...context(), ...FAST, ...overrides }, outdir: join(folder, 'out') });
    plant(buildApp(app, stubBundles(folder)));
    return new Map(app.synth().stacks.map(({ stackName, template }) => [stackName, template as Template]));
  });

/** The one stack of Towpath. */
export function synthesize(how: Synthesis = {}): Template {
  const [template] = [...synthesizeAll(how).values()];
  if (template === undefined) throw new Error('Nothing was synthesized.');
  return template;
}

let shared: Template | undefined;

/** What is deployed without a setting; made once. */
export const defaultTemplate = (): Template => {
  shared ??= synthesize();
  return shared;
};

export const ofType = ({ Resources }: Template, type: string): [string, Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

/** The one resource of its type, with its logical id. */
export function onlyOne(template: Template, type: string): [string, Resource] {
  const [found, ...others] = ofType(template, type);
  if (found === undefined || others.length > 0) throw new Error(`Not exactly one ${type}.`);
  return found;
}

/** Text of a value with intrinsics, in which a reference to a resource or an attribute is `<it>`. */
export function plain(value: any): string {
  if (typeof value === 'string') return value;
  if ('Ref' in value) return `<${value.Ref}>`;
  if ('Fn::GetAtt' in value) return `<${value['Fn::GetAtt'].join('.')}>`;
  if ('Fn::Join' in value) return value['Fn::Join'][1].map(plain).join(value['Fn::Join'][0]);
  throw new Error(`An intrinsic that this test does not know: ${JSON.stringify(value)}`);
}

/** The resource's logical id with `.Arn`, as `plain` writes it. */
export const arnOf = (logicalId: string): string => `<${logicalId}.Arn>`;

/** Function id of the manifest -> its logical id and properties. */
export function functionsOf(
  template: Template,
): Map<string, { id: string; properties: Record<string, any> }> {
  return new Map(
    ofType(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => [
      Properties.FunctionName.replace(/^towpath-/, ''),
      { id, properties: Properties },
    ]),
  );
}
