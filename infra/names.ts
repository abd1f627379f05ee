/** The alias that new promotions start on. */
export const LIVE = 'live';

/** The names of an installation; with the default name they are those of the local cloud. */
export const namesOf = (name: string) => ({
  table: name,
  changeQueue: `${name}-changes.fifo`,
  changeDeadLetters: `${name}-changes-dead-letters.fifo`,
  reportQueue: `${name}-reports`,
  deadLetters: `${name}-dead-letters`,
  chatQueue: `${name}-chat.fifo`,
  chatDeadLetters: `${name}-chat-dead-letters.fifo`,
  slackSecret: `${name}/slack`,
  agentKeys: `${name}/agent-keys`,
  stateMachine: `${name}-promotion`,
  eventBus: name,
  /** Where events of other accounts and regions arrive. */
  intakeBus: `${name}-intake`,
  api: name,
  dashboard: name,
  of: (part: string): string => `${name}-${part}`,
});

export type Names = ReturnType<typeof namesOf>;
