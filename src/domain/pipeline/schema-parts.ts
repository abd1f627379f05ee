import * as z from 'zod/mini';
import { type Complaint, inOneText } from './complaint.ts';
import { isMap } from './place.ts';
import { name } from './schema-text.ts';

export const LONGEST_PIPELINE_NAME = 40;
const LONGEST_STAGE_NAME = 20;
/** Kubernetes' limit for most names. */
const LONGEST_NAME = 63;

export const stageName = (description: string) => name(description, LONGEST_STAGE_NAME);
export const pipelineName = (description: string) => name(description, LONGEST_PIPELINE_NAME);
export const clusterName = (description: string) => name(description, LONGEST_NAME);
export const groupName = (description: string) => name(description, LONGEST_NAME);
export const namespaceName = (description: string) => name(description, LONGEST_NAME);

export const described = (description: string) => z.meta({ description });

export const atLeastOne = (what: string) =>
  z.minLength(1, { error: inOneText({ message: 'the list is empty', hint: `write at least one ${what}` }) });

/** What every file of `.towpath/` begins with. */
export const header = <Kind extends string>(kind: Kind) => ({
  apiVersion: z.literal('towpath.dev/v1').check(described('Version of the file format.')),
  kind: z.literal(kind).check(described(`${kind}, always.`)),
});

/** What is wrong between the keys of a map; at the map itself unless `key` says where. */
type KeyComplaint = Complaint & { key?: string };

/** A rule between the keys of a map. It is asked beside other problems of the map too: all are reported at once. */
export const between = <Shape extends object>(complaintsOf: (map: Partial<Shape>) => KeyComplaint[]) =>
  z.check<Shape>(
    ({ value, issues }) => {
      for (const { key, ...complaint } of complaintsOf(value)) {
        const path = key === undefined ? [] : [key];
        issues.push({ code: 'custom', path, input: value, message: inOneText(complaint) });
      }
    },
    { when: ({ value }) => isMap(value) },
  );

/** An object that has one, and only one, of the keys. */
export function withOneOf<Shape extends z.core.$ZodShape>(
  description: string,
  keys: readonly (keyof Shape & string)[],
  shape: Shape,
) {
  const choice = keys.map((key) => `"${key}"`).join(' or ');
  const complaint = { message: `exactly one of ${choice} is needed here`, hint: `write either ${choice}` };
  return z.strictObject(shape).check(
    z.meta({ description, oneOf: keys.map((key) => ({ required: [key] })) }),
    between((value: Record<string, unknown>) =>
      keys.filter((key) => value[key] !== undefined).length === 1 ? [] : [complaint],
    ),
  );
}
