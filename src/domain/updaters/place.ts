import type { ValueForm } from './carried.ts';
import type { DataPath } from './data-path.ts';

/** One value that holds something of an artifact. */
export interface Place {
  readonly form: ValueForm;
  readonly path: DataPath;
  readonly value: unknown;
}
