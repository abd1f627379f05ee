import type { Tracer } from '@aws-lambda-powertools/tracer';

type Client = Parameters<Tracer['captureAWSv3Client']>[0];

/** By these a trace is found (`annotation.promotion = "..."`); lines of the log carry the same. */
const IDS: readonly string[] = ['pipeline', 'promotion', 'release'];

let tracer: Tracer | undefined;

/** As Powertools itself decides, but asked before it is loaded: X-Ray's SDK hooks into every promise from then on. */
const isWanted = ({ AWS_EXECUTION_ENV: lambda = '', POWERTOOLS_TRACE_ENABLED: enabled = '' }): boolean =>
  lambda !== '' && enabled.toLowerCase() !== 'false';

/** Begun with the module, so that it is over with the start of the function: the bundle holds what it imports. */
const loaded = isWanted(process.env) ? load() : undefined;

async function load(): Promise<Tracer> {
  const { Tracer } = await import('@aws-lambda-powertools/tracer');
  const serviceName = process.env.AWS_LAMBDA_FUNCTION_NAME;
  // Only what goes to AWS is traced: nobody else is sent our ids.
  tracer = new Tracer({ captureHTTPsRequests: false, ...(serviceName && { serviceName }) });
  return tracer;
}

/** Every call of the client is a part of the trace. All clients of AWS are made through it. */
export function capture<Made extends Client>(client: Made): Made {
  if (tracer !== undefined) tracer.captureAWSv3Client(client);
  else void loaded?.then((known) => known.captureAWSv3Client(client));
  return client;
}

/** Ties what is being traced to the ids among the fields; the last of each kind counts. */
export function annotate(fields: Readonly<Record<string, unknown>>): void {
  if (tracer === undefined) return;
  for (const id of IDS) if (typeof fields[id] === 'string') tracer.putAnnotation(id, fields[id]);
}

/**
 * The handler as a part of the trace that Lambda makes, of which it lets nobody annotate the whole. Without tracing it is
 * the handler.
 */
export const traced =
  <Input extends unknown[], Answer>(handler: (...input: Input) => Promise<Answer>) =>
  async (...input: Input): Promise<Answer> => {
    const known = await loaded;
    if (known === undefined) return handler(...input);
    return known.provider.captureAsyncFunc('## handler', async (part) => {
      known.annotateColdStart();
      known.addServiceNameAnnotation();
      try {
        return await handler(...input);
      } catch (error) {
        known.addErrorAsMetadata(error instanceof Error ? error : new Error(String(error)));
        throw error;
      } finally {
        part?.close();
      }
    }) as Promise<Answer>;
  };
