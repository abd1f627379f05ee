import type { Clock } from '../../clock.ts';
import { type Input, type Operation, ServiceError } from '../../service.ts';
import type { Database } from './database.ts';
import {
  assertValid,
  dynaliteDb,
  type Item,
  type Request,
  run,
  validate,
  validationException,
} from './dynalite.ts';
import { isConditionFailure, itemIn, itemKey, withOldItem } from './items.ts';
import type { Overlay } from './overlay.ts';
import { RequestTokens } from './request-tokens.ts';

const MAX_ITEMS = 100;
const MAX_BYTES = 4 * 1024 * 1024;

/** An action and the dynalite action that does it. A check is a delete that stops after its condition. */
const ACTIONS = {
  Put: 'putItem',
  Update: 'updateItem',
  Delete: 'deleteItem',
  ConditionCheck: 'deleteItem',
} as const;
const REQUIRED: Record<string, string> = {
  Update: 'UpdateExpression',
  ConditionCheck: 'ConditionExpression',
};

interface Action {
  readonly kind: keyof typeof ACTIONS;
  readonly input: Input;
  readonly request: Request;
}

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

export async function transactionOperations(
  database: Database,
  clock: Clock,
): Promise<Record<string, Operation>> {
  const tokens = await RequestTokens.load(database.level, clock);
  return {
    async TransactWriteItems(input) {
      const actions = transactItems(input).map(parseWrite);
      return await database.write(async (overlay) => {
        if (await tokens.isRepeated(input)) return {};
        assertDistinct(database, actions);
        await applyAll(database, overlay, actions);
        assertSize(overlay.changes().map(({ before, after }) => after ?? before));
        for (const operation of tokens.remember(input)) overlay.add(operation);
        return {};
      }, 'transaction');
    },
    /** Takes its turn among the writes, so that it sees all of a transaction or nothing. */
    async TransactGetItems(input) {
      const requests = transactItems(input).map(parseGet);
      return await database.write(async (overlay) => {
        const Responses: { Item?: Item }[] = [];
        for (const request of requests) Responses.push(await run('getItem', overlay.store, request));
        assertSize(Responses.map(({ Item: item }) => item));
        return { Responses };
      });
    },
  };
}

function transactItems(input: Input): Input[] {
  const items = input.TransactItems;
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ITEMS) {
    throw validationException(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: " +
        `Member must have length less than or equal to ${MAX_ITEMS} and greater than or equal to 1`,
    );
  }
  return items as Input[];
}

function parseWrite(item: Input): Action {
  const [entry, ...others] = Object.entries(item);
  const [kind, body] = entry ?? [];
  if (others.length > 0 || !isKind(kind) || typeof body !== 'object' || body === null) {
    throw validationException('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const input = body as Input;
  const required = REQUIRED[kind];
  if (required !== undefined && input[required] === undefined) {
    throw validationException(`${required} must be specified for ${kind} in TransactItems`);
  }
  return { kind, input, request: validate(ACTIONS[kind], input) };
}

function isKind(kind: string | undefined): kind is Action['kind'] {
  return kind !== undefined && kind in ACTIONS;
}

function parseGet(item: Input): Request {
  return validate('getItem', (item.Get ?? {}) as Input);
}

function assertDistinct(database: Database, actions: readonly Action[]): void {
  const keys = actions
    .map(({ request }) => [request.TableName, itemKey(database.find(request.TableName), request)])
    .filter(([, key]) => key !== undefined)
    .map((pair) => pair.join('/'));
  if (new Set(keys).size < keys.length) {
    throw validationException('Transaction request cannot include multiple operations on one item');
  }
}

async function applyAll(database: Database, overlay: Overlay, actions: readonly Action[]): Promise<void> {
  const reasons: Reason[] = [];
  for (const action of actions) reasons.push(await attempt(database, overlay, action));
  if (reasons.every(({ Code }) => Code === 'None')) return;
  const codes = reasons.map(({ Code }) => Code).join(', ');
  throw new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { fields: { CancellationReasons: reasons } },
  );
}

async function attempt(database: Database, overlay: Overlay, action: Action): Promise<Reason> {
  const stored = itemIn(database, overlay, action.request);
  try {
    await withOldItem(action.input, stored, () => apply(database, overlay, action, stored));
    return { Code: 'None' };
  } catch (error) {
    if (isConditionFailure(error)) {
      return { Code: 'ConditionalCheckFailed', Message: error.message, ...error.fields };
    }
    if (!isServiceError(error, 'ValidationException')) throw error;
    return { Code: 'ValidationError', Message: error.message };
  }
}

function isServiceError(error: unknown, code: string): error is ServiceError {
  return error instanceof ServiceError && error.code === code;
}

async function apply(
  database: Database,
  overlay: Overlay,
  { kind, request }: Action,
  stored: () => Promise<Item | undefined>,
): Promise<void> {
  if (kind !== 'ConditionCheck') {
    await run(ACTIONS[kind], overlay.store, request);
    return;
  }
  assertValid(dynaliteDb.validateKey(request.Key as Item, database.find(request.TableName)));
  assertValid(dynaliteDb.checkConditional(request, await stored()));
}

function assertSize(items: readonly (Item | undefined)[]): void {
  const bytes = items.reduce((sum, item) => sum + (item ? dynaliteDb.itemSize(item) : 0), 0);
  if (bytes > MAX_BYTES) {
    throw validationException(`Transaction size of ${bytes} bytes exceeds the limit of ${MAX_BYTES}`);
  }
}
