/**
 * Rows of what an operation refuses: `['GetBlob GetFile', 'RepositoryNameRequired', { repositoryName: '' }]`. Each of the
 * operations answers the error to a request that would succeed but for the change. `table.test.ts` reads the rows as
 * text: both names are to be written out.
 */
export type Row<World> = readonly [
  operations: string,
  error: string,
  change: object | ((world: World) => object),
];

type Requests<World> = (world: World) => Readonly<Record<string, object>>;

/** One case of `it.each` for every operation of every row. */
export const eachOperation = <World>(rows: readonly Row<World>[]) =>
  rows.flatMap(([operations, error, change]) =>
    operations.split(' ').map((operation) => ({ operation, error, change })),
  );

type Case<World> = ReturnType<typeof eachOperation<World>>[number];

/** What `sdk`'s client is to send for a case: the valid request, changed. */
export function commandOf<World>(
  sdk: object,
  requests: Requests<World>,
  world: World,
  { operation, change }: Case<World>,
): never {
  const input = {
    ...requests(world)[operation],
    ...(typeof change === 'function' ? (change as (world: World) => object)(world) : change),
  };
  const Command = (sdk as Record<string, new (input: object) => unknown>)[`${operation}Command`]!;
  // The types of the SDK would refuse what a caller in another language can send.
  return new Command(input) as never;
}

/** The name of the error that an answer is, or that stands in its first entry: a batch succeeds although its entries fail. */
export async function refusalIn(answer: Promise<object>): Promise<string | undefined> {
  const given = await answer.catch((error: Error) => ({ name: error.name }));
  const { name, Failed, failures, errors, Entries } = given as Record<string, never>;
  const [entry] = [Failed, failures, errors, Entries].flat().filter((found) => found !== undefined);
  const { Code, failureCode, errorCode, ErrorCode } = (entry ?? {}) as Record<string, string>;
  return name ?? Code ?? failureCode ?? errorCode ?? ErrorCode;
}
