import type { Problem } from '../domain/pipeline/problem.ts';
import type { Settings } from '../domain/pipeline/types.ts';

/** What was wrong with the pipeline files at one commit. */
export interface ConfigurationReport {
  readonly commit: string;
  readonly at: string;
  readonly problems: readonly Problem[];
}

/** Settings and the outcome of the last look at the pipeline files: one document for the whole installation. */
export interface ConfigurationStore {
  /** Undefined until the first valid settings file was seen. */
  settings(): Promise<Settings | undefined>;
  putSettings(settings: Settings, commit: string): Promise<void>;
  report(): Promise<ConfigurationReport | undefined>;
  putReport(report: ConfigurationReport): Promise<void>;
}
