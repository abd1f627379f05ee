import { type Input, ServiceError } from '../../service.ts';
import { isObject } from './comparison.ts';
import { type Event, type NewEvent, wholeSeconds } from './event.ts';

/** Bytes of a request, and so of any one entry (AWS: 256 KB). */
const SIZE_LIMIT = 262_144;
const ENTRIES_LIMIT = 10;

type Entry = Readonly<Record<string, unknown>>;
type Refusal = { readonly ErrorCode: string; readonly ErrorMessage: string };
type Deliver = (event: NewEvent, bus?: string) => Event;

/** An entry that is not accepted says why in its place of the answer; the others are accepted all the same. */
export async function putEvents(input: Input, deliver: Deliver): Promise<object> {
  const entries = checkEntries(input.Entries);
  const results = entries.map((entry) => putEvent(entry, deliver));
  return {
    FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
    Entries: results,
  };
}

function checkEntries(entries: unknown): readonly Entry[] {
  if (
    !Array.isArray(entries) ||
    entries.length === 0 ||
    entries.length > ENTRIES_LIMIT ||
    !entries.every(isObject)
  ) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${ENTRIES_LIMIT}`,
    );
  }
  const size = entries.reduce((sum, entry) => sum + entrySize(entry), 0);
  if (size <= SIZE_LIMIT) return entries;
  throw new ServiceError(
    'ValidationException',
    'Total size of the entries in the request is over the limit.',
  );
}

function putEvent(entry: Entry, deliver: Deliver): { EventId: string } | Refusal {
  const { Source: source, DetailType: detailType, Detail: text, EventBusName: bus, Time: time } = entry;
  if (typeof source !== 'string' || source === '') return missing('Source');
  if (typeof detailType !== 'string' || detailType === '') return missing('DetailType');
  if (typeof text !== 'string' || text === '') return missing('Detail');
  if (source.startsWith('aws.')) {
    return refuse('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  const detail = parseDetail(text);
  if (detail === undefined) return refuse('MalformedDetail', 'Detail is malformed.');
  const resources = Array.isArray(entry.Resources) ? entry.Resources.map(String) : [];
  const event: NewEvent = {
    source,
    'detail-type': detailType,
    detail,
    resources,
    ...(typeof time === 'number' && { time: wholeSeconds(new Date(time * 1000)) }),
  };
  return { EventId: deliver(event, busName(bus)).id };
}

function refuse(ErrorCode: string, ErrorMessage: string): Refusal {
  return { ErrorCode, ErrorMessage };
}

function missing(parameter: string): Refusal {
  return refuse(
    'InvalidArgument',
    `Parameter ${parameter} is not valid. Reason: ${parameter} is a required argument.`,
  );
}

function parseDetail(text: string): object | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return isObject(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}

/** A bus goes by its name or its ARN. */
function busName(nameOrArn: unknown): string | undefined {
  return typeof nameOrArn === 'string' ? nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1) : undefined;
}

/** As the user guide's "Calculating PutEvents event entry size" counts it: UTF-8 bytes, 14 for a time. */
function entrySize(entry: Entry): number {
  const texts = [
    entry.Source,
    entry.DetailType,
    entry.Detail,
    ...(Array.isArray(entry.Resources) ? entry.Resources : []),
  ];
  const bytes = texts.reduce(
    (sum: number, text) => sum + Buffer.byteLength(typeof text === 'string' ? text : ''),
    0,
  );
  return bytes + (entry.Time === undefined ? 0 : 14);
}
