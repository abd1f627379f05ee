import type { Form } from './forms.ts';

export type ReportState = 'healthy' | 'failing' | 'progressing';

/** What one agent says of one overlay. */
export interface Said {
  readonly cluster: string;
  readonly object: { readonly namespace: string; readonly name: string };
  readonly state: ReportState;
  readonly message: string | undefined;
  /** How it is said; as the newest version says it unless given. */
  readonly form: Form | undefined;
  readonly commit: string;
  readonly branch: string;
  /** Milliseconds since the epoch, by the agent's clock. */
  readonly at: number;
}

export interface Request {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}
