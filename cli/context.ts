import type { Command } from 'commander';
import { type Client, createClient } from '../console/api/client.ts';
import { type Aws, openAws } from './aws/aws.ts';
import { type EndpointOptions, findEndpoint } from './connection.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { createLocalClient, type LocalClient } from './local-client.ts';
import { createOutput, type Output } from './output/output.ts';

export interface GlobalOptions extends EndpointOptions {
  readonly as?: string;
  readonly json?: boolean;
}

/** What every command works with. */
export interface Context {
  readonly client: Client;
  readonly local: LocalClient;
  readonly aws: Aws;
  readonly output: Output;
  readonly io: Io;
  /** Of Towpath, without a slash at the end. */
  readonly url: string;
}

export type Act = (context: Context) => Promise<ExitCode>;

/** Runs a command's work once the command line was understood. `offline` is for what asks Towpath nothing. */
export type Perform = (act: Act, mode?: 'offline') => Promise<void>;

export type AddCommand = (program: Command, perform: Perform) => void;

/** For commands that ask nobody. */
const NOWHERE = { url: 'http://nowhere.invalid' };

export async function openContext(options: GlobalOptions, io: Io, mode?: 'offline'): Promise<Context> {
  const found = mode === 'offline' ? NOWHERE : await findEndpoint(options, io);
  const aws = openAws(found, io);
  const { endpoint, fetch } = aws;
  const as = options.as ?? (io.env.TOWPATH_AS || undefined);
  return {
    client: createClient({ ...endpoint, fetch, via: 'cli', ...(as !== undefined && { as }) }),
    local: createLocalClient(endpoint, fetch),
    aws,
    output: createOutput(io, options.json === true),
    io,
    url: found.url,
  };
}
