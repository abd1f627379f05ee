import * as z from 'zod/mini';
import type { Actor } from './actor.ts';
import type { Entry, Fact, FactType } from './entry.ts';
import { factSchemas } from './schema.ts';
import { placeSchema } from './schema-parts.ts';
import { sentenceOf } from './sentence.ts';

/** Goes up when a consumer of the old shape would misread the new one; new optional fields leave it. */
export const EVENT_VERSION = '1';

/** What Towpath's own bus carries of a ledger entry: the `detail` of an event. */
export interface EventDetail {
  readonly version: typeof EVENT_VERSION;
  /** `<pipeline>#<sequence>`: an event may come more than once, and in any order; this tells them apart. */
  readonly id: string;
  readonly pipeline: string;
  readonly sequence: number;
  readonly at: string;
  readonly by: Actor;
  readonly sentence: string;
  /** Present when long texts and lists were cut; the ledger has the whole. */
  readonly shortened?: true;
  /** Of its own, because facts have fields named like those above. */
  readonly fact: Fact;
}

export function eventDetail(entry: Entry): EventDetail {
  const { pipeline, sequence, at, by, ...fact } = entry;
  const id = `${pipeline}#${sequence}`;
  const sentence = sentenceOf(entry);
  return { version: EVENT_VERSION, id, pipeline, sequence, at, by, sentence, fact };
}

/** The type of a fact as EventBridge's detail-type: `Promotion Succeeded`. */
export const detailType = (type: FactType): string =>
  type
    .split('-')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join(' ');

/** The shape of `detail` in the event of a fact. */
export const eventSchema = (type: FactType) =>
  z.object({
    version: z.literal(EVENT_VERSION),
    id: z.string().check(z.meta({ description: 'The same for the same entry, however often it comes.' })),
    ...placeSchema.shape,
    sentence: z.string().check(z.meta({ description: 'What happened, for people.' })),
    shortened: z
      .exactOptional(z.literal(true))
      .check(z.meta({ description: 'Long texts and lists were cut; the ledger has the whole.' })),
    fact: factSchemas[type],
  });

const MOST_CHARACTERS = 500;
const MOST_ITEMS = 20;

/** For a bus that cannot take the whole: texts of 500 characters and lists of 20 items at most, still of its schema. */
export const shortened = (detail: EventDetail): EventDetail => ({ ...cut(detail), shortened: true });

function cut<Value>(value: Value): Value;
function cut(value: unknown): unknown {
  if (typeof value === 'string') return cutText(value);
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item: unknown) => cut(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner)]));
}

/** By code points, so that none is cut in two. */
function cutText(text: string): string {
  const characters = [...text];
  if (characters.length <= MOST_CHARACTERS) return text;
  return `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`;
}
