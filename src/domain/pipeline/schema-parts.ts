import * as z from 'zod/mini';
import { inOneText } from './complaint.ts';
import { name } from './schema-text.ts';

export const LONGEST_PIPELINE_NAME = 40;
const LONGEST_STAGE_NAME = 20;
/** Kubernetes' limit for most names. */
const LONGEST_NAME = 63;

export const stageName = (description: string) => name(description, LONGEST_STAGE_NAME);
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

/** An object that has one, and only one, of the keys. */
export function withOneOf<Shape extends z.core.$ZodShape>(
  description: string,
  keys: readonly (keyof Shape & string)[],
  shape: Shape,
) {
  const choice = keys.map((key) => `"${key}"`).join(' or ');
  return z.strictObject(shape).check(
    z.meta({ description, oneOf: keys.map((key) => ({ required: [key] })) }),
    z.refine(
      (value: Record<string, unknown>) => keys.filter((key) => value[key] !== undefined).length === 1,
      {
        error: inOneText({
          message: `exactly one of ${choice} is needed here`,
          hint: `write either ${choice}`,
        }),
        // Also beside other problems of the object: all of them are reported at once.
        when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value),
      },
    ),
  );
}
