import type { AgentKeys, DeadLetters, Log } from '../../src/ports/world.ts';

/** One secret, version 1, of 32 zero bytes; `text` may be replaced. */
export class FakeAgentKeys implements AgentKeys {
  document = JSON.stringify({ current: '1', keys: { 1: Buffer.alloc(32).toString('base64') } });

  async text(): Promise<string> {
    return this.document;
  }
}

export class FakeDeadLetters implements DeadLetters {
  readonly letters: { readonly message: unknown; readonly reason: string }[] = [];

  async put(message: unknown, reason: string): Promise<void> {
    this.letters.push({ message, reason });
  }
}

export class FakeLog implements Log {
  readonly lines: { readonly level: 'info' | 'warn'; readonly message: string; readonly fields: unknown }[] =
    [];
  /** The sum of what was counted, by metric. */
  readonly counts: Record<string, number> = {};

  info(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ level: 'info', message, fields });
  }

  warn(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ level: 'warn', message, fields });
  }

  /** Every duration that was measured, by metric. */
  readonly measures: Record<string, number[]> = {};

  measure(metric: string, milliseconds: number): void {
    this.measures[metric] = [...(this.measures[metric] ?? []), milliseconds];
  }

  count(metric: string, value = 1): void {
    this.counts[metric] = (this.counts[metric] ?? 0) + value;
  }
}
