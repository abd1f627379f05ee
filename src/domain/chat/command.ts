/** What somebody typed after `/towpath`. */
export type Command =
  | { readonly verb: 'status'; readonly pipeline?: string }
  | {
      readonly verb: 'approve' | 'reject' | 'hold';
      readonly pipeline: string;
      readonly stage: string;
      readonly reason: string;
    };

/** How it is used; also the answer to whatever is not understood. */
export const USAGE = [
  '/towpath status [pipeline]',
  '/towpath approve <pipeline> <stage> [reason]',
  '/towpath reject <pipeline> <stage> <reason>',
  '/towpath hold <pipeline> <stage> <reason>',
];

/** Undefined for what is none. */
export function parseCommand(text: string): Command | undefined {
  const [verb = '', pipeline, stage, ...words] = text.trim().split(/\s+/);
  if (verb === 'status' && stage === undefined) return { verb, ...(pipeline !== undefined && { pipeline }) };
  if (verb !== 'approve' && verb !== 'reject' && verb !== 'hold') return undefined;
  if (pipeline === undefined || stage === undefined) return undefined;
  return { verb, pipeline, stage, reason: words.join(' ') };
}
