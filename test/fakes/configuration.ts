import type { Settings } from '../../src/domain/pipeline/types.ts';
import type { ConfigurationReport, ConfigurationStore } from '../../src/ports/configuration.ts';
import { copy } from './copy.ts';

export class FakeConfiguration implements ConfigurationStore {
  #settings: Settings | undefined;
  #report: ConfigurationReport | undefined;

  async settings(): Promise<Settings | undefined> {
    return copy(this.#settings);
  }

  async putSettings(settings: Settings): Promise<void> {
    this.#settings = copy(settings);
  }

  async report(): Promise<ConfigurationReport | undefined> {
    return copy(this.#report);
  }

  async putReport(report: ConfigurationReport): Promise<void> {
    this.#report = copy(report);
  }
}
