import type { Client } from '../../console/api/client.ts';
import type { Agents } from '../../local/agents/start.ts';
import type { Slack } from '../../local/services/slack/index.ts';

export interface Image {
  readonly repository: string;
  readonly tag: string;
}

/** What a scenario does to an installation, whatever it runs on. */
export interface Installation {
  readonly name: string;
  readonly agents: Agents;
  /** Stands in for Slack; its people are those of the example fleet. */
  readonly slack: Slack;
  as(person: string): Client;
  push(image: Image): Promise<void>;
  /** A push whose event is lost. */
  pushUnheard(image: Image): Promise<void>;
  sweep(): Promise<void>;
  /** Deploys a changed stack over the one that runs; where nothing is deployed, nothing. */
  update(): Promise<void>;
  close(): Promise<void>;
}
