import { join } from 'node:path';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import {
  environmentOf,
  type FunctionId,
  type FunctionManifest,
  functions,
  type Resources,
} from '../../functions/manifest.ts';
import type { TowpathConfig } from '../config.ts';
import type { Names } from '../names.ts';
import { type AccessTargets, grantsFor } from './access.ts';
import { eventSourceOf } from './event-sources.ts';
import { ManifestFunction } from './manifest-function.ts';
import type { Queues } from './queues.ts';

export interface FunctionsProps {
  readonly config: TowpathConfig;
  readonly names: Names;
  /** `<bundles>/<id>` is the folder of each function. */
  readonly bundles: string;
  readonly queues: Queues;
  readonly targets: AccessTargets;
  readonly resources: Resources;
}

/** Those of the manifest that this installation has. */
export const deployedFunctions = ({
  slack,
  reportQueue,
}: Pick<TowpathConfig, 'slack' | 'reportQueue'>): [FunctionId, FunctionManifest][] =>
  (Object.entries(functions) as [FunctionId, FunctionManifest][]).filter(
    ([, { forSlack, forReportQueue }]) => (slack || !forSlack) && (reportQueue || !forReportQueue),
  );

/** Every function of the installation, and what is polled for it. */
export class Functions extends Construct {
  private readonly byId = new Map<FunctionId, LambdaFunction>();

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    for (const [functionId, manifest] of deployedFunctions(props.config))
      this.byId.set(functionId, this.add(functionId, manifest, props));
  }

  get(id: FunctionId): LambdaFunction {
    const found = this.byId.get(id);
    if (found === undefined) throw new Error(`No function "${id}" in this installation.`);
    return found;
  }

  private add(id: FunctionId, manifest: FunctionManifest, props: FunctionsProps): LambdaFunction {
    const { config, names, queues, targets, resources } = props;
    const { trigger } = manifest;
    const source = eventSourceOf(trigger, targets, queues.deadLetters);
    const { lambda } = new ManifestFunction(this, id, {
      functionName: names.of(id),
      manifest,
      bundle: join(props.bundles, id),
      environment: environmentOf(resources),
      logRetention: config.logRetentionDays,
      grants: [...grantsFor(manifest.access, targets), ...(source?.grants ?? [])],
      ...(manifest.layer === 'kustomize' && config.kustomizeLayer && { layer: config.kustomizeLayer }),
      ...(trigger.kind === 'rules' && { deadLetterQueue: queues.deadLetters }),
      // The next run is the retry; one of the same run would overlap with it.
      ...(trigger.kind === 'schedule' && { retryAttempts: 0 }),
      // One is what it can use: an installation has one branch, so one message group. This keeps that place for it when
      // others are flooded.
      ...(trigger.kind === 'change-queue' &&
        config.reserveConcurrency && { reservedConcurrentExecutions: 1 }),
    });
    if (source) new EventSourceMapping(lambda, source.name, { target: lambda, ...source.mapping });
    return lambda;
  }
}
