import * as z from 'zod/mini';
import { inOneText } from './complaint.ts';
import { atLeastOne, between, clusterName, described, namespaceName, withOneOf } from './schema-parts.ts';
import { duration, positiveDuration, waveSize } from './schema-rules.ts';
import { objectName, overlayTemplate } from './schema-text.ts';
import { updates } from './update-schema.ts';

const NO_LABEL = {
  message: 'the selector is empty',
  hint: 'name at least one label: an empty selector would match every cluster',
};

const selector = z.record(z.string(), z.string()).check(
  z.meta({ description: 'Labels that a cluster of the settings must have, all of them.', minProperties: 1 }),
  z.refine((labels) => Object.keys(labels).length > 0, { error: inOneText(NO_LABEL) }),
);

const canary = z
  .strictObject({
    namespace: namespaceName('Namespace of the Canary.'),
    name: z.optional(objectName('Name of the Canary; the name of the pipeline unless given.')),
    startsWithin: z.optional(
      positiveDuration(
        'How soon Flagger begins a canary once the agent is done; longer than the interval of its analysis; 3m unless given.',
      ),
    ),
  })
  .check(described("A Canary of Flagger that is part of the target's health."));

const entry = withOneOf(
  'One overlay, watched by the agent of one cluster; or one for each cluster that a selector matches.',
  ['cluster', 'selector'],
  {
    cluster: z.optional(clusterName('Cluster of the settings whose agent watches the overlay.')),
    selector: z.optional(selector),
    overlay: overlayTemplate,
    update: updates(
      'The files that carry the artifacts, in the place of images: in the kustomization of the overlay.',
    ),
    agent: z.optional(
      z
        .strictObject({
          namespace: z.optional(
            namespaceName(
              'Namespace of the object; unless given flux-system on a cluster with Flux, argocd on one with Argo CD.',
            ),
          ),
          name: z.optional(objectName('Name of the object; the name of the pipeline unless given.')),
        })
        .check(
          described(
            'The object that applies the overlay and reports its health: a Kustomization of Flux, an Application of Argo CD.',
          ),
        ),
    ),
    canary: z.optional(canary),
  },
);

const list = (description: string) => z.array(entry).check(atLeastOne('target'), described(description));

/** A single entry needs no list around it. */
export const targets = (description: string) =>
  z.union([list(description), entry]).check(described(description));

const TOGETHER = 'Targets that change together.';

const listedWaves = z
  .array(
    z.union([
      list(TOGETHER),
      z
        .strictObject({
          targets: targets(TOGETHER),
          soak: z.optional(
            duration('How long this wave must stay healthy before the next; that of the stage unless given.'),
          ),
        })
        .check(described('A wave with a soak of its own.')),
    ]),
  )
  .check(atLeastOne('wave'), described('Waves, one after another.'));

const REST_LAST = { message: '"rest" leaves nothing for the sizes after it', hint: 'write it last' };
const ORDER_OF_SIZES = { key: 'order', message: '"order" has no meaning here', hint: 'it goes with "by"' };

const cutWaves = withOneOf('How "targets" are cut into waves.', ['by', 'sizes'], {
  by: z.optional(z.string().check(described('Label of the clusters: each of its values is a wave.'))),
  order: z.optional(
    z
      .array(z.string().check(described('Value of the label.')))
      .check(described('Values that come first, in this order; the others follow by the alphabet.')),
  ),
  sizes: z.optional(
    z.array(waveSize).check(
      atLeastOne('size'),
      z.refine((sizes) => !sizes.slice(0, -1).includes('rest'), { error: inOneText(REST_LAST) }),
      described('How many targets each wave has; the last size is used again until none is left.'),
    ),
  ),
}).check(between(({ sizes, order }) => (sizes !== undefined && order !== undefined ? [ORDER_OF_SIZES] : [])));

export const waves = z
  .union([listedWaves, cutWaves])
  .check(described('Waves, one after another: listed with their targets, or cut from "targets".'));
