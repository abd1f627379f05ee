import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';
import { functionEntries } from '../../local/deploy.ts';
import type { FunctionDefinition, LambdaHandler } from '../../local/services/lambda/types.ts';
import type { VirtualClock } from '../../local/virtual-clock.ts';
import type { Transport } from './transport.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a function finds in the place of these globals; the rest is Node's own. */
const GLOBALS = [
  'process',
  'console',
  'Date',
  'Math',
  'setTimeout',
  'clearTimeout',
  'fetch',
  'localTransport',
] as const;

type Code = (...values: unknown[]) => void;

let compiled: Promise<Code> | undefined;

/**
 * The deployed handlers with their adapters and SDK clients, as one script whose globals are its parameters: each call
 * makes all modules anew, with a clock, chance and environment of their own. Made once per process.
 */
function functionsCode(): Promise<Code> {
  compiled ??= compile();
  return compiled;
}

async function compile(): Promise<Code> {
  const exports = functionEntries().map(
    ([id]) => `export { handler as '${id}' } from './functions/${id}/handler.ts';`,
  );
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    stdin: { contents: exports.join('\n'), resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    alias: {
      '@smithy/node-http-handler': './scenarios/world/transport.ts',
      '@smithy/signature-v4': './scenarios/world/unsigned.ts',
    },
    // The page lies beside the deployed bundle only; no scenario looks at it.
    define: { 'import.meta.url': '"file:///functions.cjs"' },
    write: false,
    logLevel: 'silent',
  });
  const parameters = ['exports', 'require', 'module', ...GLOBALS];
  return compileFunction(outputFiles[0]?.text ?? '', parameters, { filename: 'functions.cjs' }) as Code;
}

export interface FunctionsOptions {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly transport: Transport;
  /** Whatever is asked besides AWS: agents that are woken. */
  readonly fetch: typeof globalThis.fetch;
  /** What a function prints, and the errors that it throws. */
  readonly log: (line: string) => void;
}

/** One instance of all functions: what one of them keeps while it is warm, no other scenario sees. */
export interface Functions {
  definitions(environment: () => Record<string, string>): readonly FunctionDefinition[];
  /** How many runs wait for time to pass. */
  parked(): number;
}

export async function createFunctions(options: FunctionsOptions): Promise<Functions> {
  const code = await functionsCode();
  const runs = new Runs(options.clock);
  let handlers: Readonly<Record<string, LambdaHandler>> | undefined;
  return {
    parked: () => runs.parked,
    definitions: (environment) =>
      functionEntries().map(([id, { timeoutSeconds, memoryMegabytes }]) => ({
        id,
        timeoutSeconds,
        memoryMb: memoryMegabytes,
        run: (event, context) => {
          handlers ??= evaluate(code, environment(), options, runs);
          const handler = handlers[id] as LambdaHandler;
          return runs.run(async () => handler(event, context));
        },
      })),
  };
}

function evaluate(
  code: Code,
  environment: Record<string, string>,
  { clock, random, transport, fetch, log }: FunctionsOptions,
  runs: Runs,
): Record<string, LambdaHandler> {
  const env = { ...environment, ...AWS };
  const values: Record<(typeof GLOBALS)[number], unknown> = {
    process: Object.create(process, { env: { value: env }, emitWarning: { value: () => {} } }),
    console: quietConsole(log),
    Date: dateOn(clock),
    Math: Object.create(Math, { random: { value: random } }),
    setTimeout: (task: () => void, milliseconds = 0) => runs.after(milliseconds, task),
    clearTimeout: (cancel?: () => void) => cancel?.(),
    fetch,
    localTransport: transport,
  };
  const module = { exports: {} as Record<string, LambdaHandler> };
  const require = createRequire(join(ROOT, 'functions.cjs'));
  code(module.exports, require, module, ...GLOBALS.map((name) => values[name]));
  return module.exports;
}

/** No file with real credentials is read, and no machine's region or profile counts. */
const AWS = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  // Otherwise its logger makes a console of its own on stdout.
  POWERTOOLS_DEV: 'true',
};

const quietConsole = (log: (line: string) => void): object =>
  Object.fromEntries(
    ['log', 'info', 'warn', 'error', 'debug', 'trace'].map((level) => [
      level,
      (...values: unknown[]) => log(values.map(String).join(' ')),
    ]),
  );

function dateOn(clock: VirtualClock): DateConstructor {
  class VirtualDate extends Date {
    constructor(...values: [] | [number]) {
      if (values.length === 0) super(clock.now());
      else super(...values);
    }

    static override now(): number {
      return clock.now();
    }
  }
  return VirtualDate as unknown as DateConstructor;
}

/**
 * The runs of functions under way. Time stands still while one works, whatever it waits for (the SDK reads files); a
 * run that waits for a timer does not hold time up, since only time can end its wait. No function waits for two at once.
 */
class Runs {
  readonly #clock: VirtualClock;
  #underWay = 0;
  #waiting = 0;
  /** Lets time go on; undefined while no run works. */
  #rest: (() => void) | undefined;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get parked(): number {
    return this.#waiting;
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#count(1, 0);
    try {
      return await work();
    } finally {
      this.#count(-1, 0);
    }
  }

  /** @returns what cancels it */
  after(milliseconds: number, task: () => void): () => void {
    let isWaiting = true;
    const goOn = (): void => {
      if (isWaiting) this.#count(0, -1);
      isWaiting = false;
    };
    this.#count(0, 1);
    const cancel = this.#clock.after(milliseconds, () => {
      goOn();
      task();
    });
    return () => {
      cancel();
      goOn();
    };
  }

  #count(underWay: number, waiting: number): void {
    this.#underWay += underWay;
    this.#waiting += waiting;
    const works = this.#underWay > this.#waiting;
    if (works && this.#rest === undefined) {
      const rest = new Promise<void>((resolve) => {
        this.#rest = resolve;
      });
      void this.#clock.track(rest);
    } else if (!works) {
      this.#rest?.();
      this.#rest = undefined;
    }
  }
}
