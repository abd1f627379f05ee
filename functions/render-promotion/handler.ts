import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createRendering } from '../../console/api/rendered.ts';
import { traced } from '../../src/aws/tracer.ts';
import { clock, configuration, ledger, renderer, repository } from '../adapters.ts';
import { identifyWith, withCaller } from '../caller.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('render-promotion', { clock, configuration, ledger, renderer, repository });

const serve = handle(createRendering({ ports, identify: identifyWith(ports.configuration) }));

export const handler = traced((event: LambdaEvent) => serve(withCaller(event)));
