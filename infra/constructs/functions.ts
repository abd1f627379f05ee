import { join } from 'node:path';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
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
import { type AccessTargets, statementsFor } from './access.ts';
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

export const deployedFunctions = (): [FunctionId, FunctionManifest][] =>
  Object.entries(functions) as [FunctionId, FunctionManifest][];

/** Every function of the manifest, and the change queue on its consumer. */
export class Functions extends Construct {
  private readonly byId = new Map<FunctionId, LambdaFunction>();

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    for (const [functionId, manifest] of deployedFunctions())
      this.byId.set(functionId, this.add(functionId, manifest, props));
  }

  get(id: FunctionId): LambdaFunction {
    const found = this.byId.get(id);
    if (found === undefined) throw new Error(`No function "${id}" in the manifest.`);
    return found;
  }

  private add(id: FunctionId, manifest: FunctionManifest, props: FunctionsProps): LambdaFunction {
    const { config, names, queues, targets, resources } = props;
    const { trigger } = manifest;
    const consumes = trigger.kind === 'change-queue';
    const { lambda } = new ManifestFunction(this, id, {
      functionName: names.of(id),
      manifest,
      bundle: join(props.bundles, id),
      environment: environmentOf(resources),
      logRetention: config.logRetentionDays,
      statements: [
        ...statementsFor(manifest.access, targets),
        ...(consumes ? [consumeStatement(targets.changeQueue)] : []),
      ],
      ...(trigger.kind === 'rules' && { deadLetterQueue: queues.deadLetters }),
      // The message group gives a branch one committer already; this keeps a place for it when others are flooded.
      ...(consumes && config.reserveConcurrency && { reservedConcurrentExecutions: 1 }),
    });
    if (consumes)
      new EventSourceMapping(lambda, 'Changes', {
        target: lambda,
        eventSourceArn: targets.changeQueue,
        batchSize: trigger.batchSize,
      });
    return lambda;
  }
}

/** What Lambda's event source mapping does in the function's name. */
const consumeStatement = (queue: string): PolicyStatement =>
  new PolicyStatement({
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resources: [queue],
  });
