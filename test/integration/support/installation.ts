import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../../console/api/client.ts';
import type { LedgerLine, PromotionView, StageView } from '../../../console/api/views.ts';
import { type Booted, boot } from '../../../scripts/boot.ts';
import { type Commit, clone, readHistory } from './git.ts';
import { createUntil, type Until } from './until.ts';

export interface Installation extends Booted {
  /** For clones and whatever else a test needs; gone when it is over. */
  readonly scratch: string;
  readonly until: Until;
  readonly questions: Questions;
  as(person: string): Client;
  /** Clones the repository and returns where. */
  checkOut(name: string): Promise<string>;
  history(): Promise<Commit[]>;
  /** A request to `/local/...` or the health endpoint. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** A whole installation of its own, on a port of its own. */
export async function install(options: { seed?: string } = {}): Promise<Installation> {
  const scratch = await temporaryFolder();
  const problems: string[] = [];
  const booted = await boot({
    directory: join(scratch, 'data'),
    port: 0,
    fresh: true,
    log: (line) => problems.push(line),
    ...options,
  });
  const { url, token, client, repositoryUrl } = booted;
  let clones = 0;
  const checkOut = async (name: string): Promise<string> => {
    const folder = join(scratch, name);
    await clone(repositoryUrl, folder);
    return folder;
  };
  return {
    ...booted,
    scratch,
    until: createUntil(() => client),
    questions: createQuestions(() => client),
    as: (person) => createClient({ url, token, as: person }),
    checkOut,
    async history() {
      clones += 1;
      return readHistory(await checkOut(`history-${clones}`));
    },
    post: (path, body, headers = { authorization: `Bearer ${token}` }) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async close() {
      await booted.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'towpath-integration-'));

/** What tests ask again and again. */
export interface Questions {
  /** Oldest first. */
  ledger(pipeline: string, ...types: string[]): Promise<LedgerLine[]>;
  stage(pipeline: string, stage: string): Promise<StageView>;
  /** The promotion of a tag that is or was asked for in a stage; undefined until then. */
  promotion(pipeline: string, stage: string, tag: string): Promise<PromotionView | undefined>;
}

export function createQuestions(client: () => Client): Questions {
  const ledger = async (pipeline: string, ...types: string[]): Promise<LedgerLine[]> => {
    const lines = await client().ledger({ pipeline, limit: 1000 });
    return lines.reverse().filter(({ type }) => types.length === 0 || types.includes(type));
  };
  return {
    ledger,
    async stage(pipeline, name) {
      const { stages } = await client().pipeline(pipeline);
      const stage = stages.find((known) => known.name === name);
      if (stage === undefined) throw new Error(`${pipeline} has no stage ${name}.`);
      return stage;
    },
    async promotion(pipeline, stage, tag) {
      const requests = await ledger(pipeline, 'promotion-requested');
      const asked = requests.find((line) => line.stage === stage && line.sentence.startsWith(`${tag} `));
      return asked?.promotion === undefined ? undefined : client().promotion(asked.promotion);
    },
  };
}
