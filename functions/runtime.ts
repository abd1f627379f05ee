import type { Ports } from '../src/app/ports.ts';
import { readEnvironment } from '../src/aws/environment.ts';
import { createTable } from '../src/aws/table.ts';
import type { Place } from './adapters.ts';
import type { FunctionId } from './manifest.ts';

type Adapters<Name extends keyof Ports> = { readonly [Port in Name]: (place: Place) => Ports[Port] };

/** The ports that a function uses, on their adapters. Clients are made here once and reused while it is warm. */
export function createPorts<Name extends keyof Ports>(
  functionId: FunctionId,
  adapters: Adapters<Name>,
): Pick<Ports, Name> {
  const environment = readEnvironment(process.env);
  const place: Place = { functionId, environment, table: createTable(environment.table) };
  const entries = Object.entries(adapters) as [Name, Adapters<Name>[Name]][];
  return Object.fromEntries(entries.map(([name, create]) => [name, create(place)])) as Pick<Ports, Name>;
}
