import type { LedgerLine, PromotionView } from '../../console/api/views.ts';
import type { Message } from '../../local/services/slack/conversation.ts';
import { ACTIONS } from '../../src/slack/blocks.ts';
import { createQuestions, type Questions } from '../integration/support/installation.ts';
import type { Installation } from './installation.ts';
import { waitFor } from './wait-for.ts';

/** A walk through an installation; what it returns must be the same wherever it runs. */
export interface Scenario {
  readonly name: string;
  run(towpath: Installation): Promise<readonly string[]>;
}

/** The longest that any step takes on two busy cores. */
const STEP_WITHIN_MS = 180_000;
/** The sweep leaves alone what was pushed within the last minute. */
const FOUND_WITHIN_MS = 240_000;
const CHECKOUT = 'checkout';
const CATALOG = 'catalog';

/** How often somebody looked depends on the machine, and what the sweep found is written beside what follows from it. */
const LOOKS = /^(pipeline-defined|gates-closed|wave-soaking|target-|swept|overdue|push-found)/;

/** What happened to a pipeline since then, and where its stages are now. */
class Watch {
  readonly #towpath: Installation;
  readonly #pipeline: string;
  readonly #seen: number;
  readonly ask: Questions;

  private constructor(towpath: Installation, pipeline: string, ask: Questions, seen: number) {
    this.#towpath = towpath;
    this.#pipeline = pipeline;
    this.ask = ask;
    this.#seen = seen;
  }

  static async begin(towpath: Installation, pipeline: string): Promise<Watch> {
    const ask = createQuestions(() => towpath.as('alice'));
    return new Watch(towpath, pipeline, ask, (await ask.ledger(pipeline)).length);
  }

  async news(): Promise<LedgerLine[]> {
    return (await this.ask.ledger(this.#pipeline)).slice(this.#seen);
  }

  async story(): Promise<string[]> {
    const facts = (await this.news()).map(({ type, stage = '' }) => `${type} ${stage}`.trim());
    const { stages } = await this.#towpath.as('alice').pipeline(this.#pipeline);
    const states = stages.map(({ name, current, underWay, hold }) =>
      [name, current?.tag ?? 'nothing', underWay?.status, hold && 'held'].filter(Boolean).join(' '),
    );
    return [...facts.filter((fact) => !LOOKS.test(fact)), ...states];
  }

  promotion(
    what: string,
    [stage, tag]: readonly [string, string],
    is: (found: PromotionView) => boolean,
  ): Promise<PromotionView> {
    return waitFor(
      `${this.#pipeline} ${tag} ${what} ${stage} on ${this.#towpath.name}`,
      async () => {
        const found = await this.ask.promotion(this.#pipeline, stage, tag);
        return found !== undefined && is(found) && found;
      },
      STEP_WITHIN_MS,
    );
  }

  asksForVotes = (stage: string, tag: string) =>
    this.promotion('asks for votes in', [stage, tag], ({ promotion }) => promotion.takesVotes);
  ended = (stage: string, tag: string) =>
    this.promotion('has ended in', [stage, tag], ({ endedAt }) => endedAt !== undefined);
}

async function approve(towpath: Installation, pipeline: string, people: readonly string[]): Promise<void> {
  for (const person of people)
    await towpath.as(person).vote(pipeline, 'prod', { verdict: 'approve', reason: 'looks good' });
}

const pushToProd: Scenario = {
  name: 'a push goes to prod, with two approvals',
  async run(towpath) {
    const watch = await Watch.begin(towpath, CHECKOUT);
    await towpath.push({ repository: 'checkout', tag: '1.1.0' });
    await watch.asksForVotes('prod', '1.1.0');
    await approve(towpath, CHECKOUT, ['alice', 'bob']);
    await watch.ended('prod', '1.1.0');
    return watch.story();
  },
};

const stopAndResume: Scenario = {
  name: 'a stopped pipeline takes a push, commits nothing, and goes on when it is resumed',
  async run(towpath) {
    const watch = await Watch.begin(towpath, CHECKOUT);
    const scope = { kind: 'pipeline', pipeline: CHECKOUT } as const;
    await towpath.as('alice').stop(scope, 'incident');
    await towpath.push({ repository: 'checkout', tag: '1.2.0' });
    await watch.promotion('is stopped in', ['dev', '1.2.0'], ({ promotion }) =>
      /stop/i.test(promotion.sentence),
    );
    const committed = (await watch.news()).filter(({ type }) => type === 'wave-committed').length;
    await towpath.as('alice').resume(scope, 'over');
    await watch.asksForVotes('prod', '1.2.0');
    return [`${committed} commits while stopped`, ...(await watch.story())];
  },
};

const updateUnderWay: Scenario = {
  name: 'an update of the stack, and the promotion that was under way ends as it would have',
  async run(towpath) {
    const watch = await Watch.begin(towpath, CHECKOUT);
    await towpath.update();
    await approve(towpath, CHECKOUT, ['bob', 'carol']);
    await watch.ended('prod', '1.2.0');
    return watch.story();
  },
};

const rollBack: Scenario = {
  name: 'a stage is rolled back by hand',
  async run(towpath) {
    const watch = await Watch.begin(towpath, CHECKOUT);
    const { promotion } = await towpath.as('alice').rollBack(CHECKOUT, 'dev', { reason: 'slow' });
    await waitFor(
      `the rollback of dev has ended on ${towpath.name}`,
      async () => (await towpath.as('alice').promotion(promotion)).endedAt !== undefined,
      STEP_WITHIN_MS,
    );
    return watch.story();
  },
};

const lostPush: Scenario = {
  name: 'a push that no event told of is found by the sweep and goes to prod',
  async run(towpath) {
    const watch = await Watch.begin(towpath, CATALOG);
    await towpath.pushUnheard({ repository: 'shop/catalog-service', tag: 'main-200' });
    await waitFor(
      `the sweep found the push on ${towpath.name}`,
      async () => {
        await towpath.sweep();
        return (await watch.news()).some(({ type }) => type === 'release-created');
      },
      FOUND_WITHIN_MS,
    );
    await watch.asksForVotes('prod', 'main-200');
    await approve(towpath, CATALOG, ['bob']);
    await watch.ended('prod', 'main-200');
    const found = (await watch.news()).filter(({ type }) => type === 'push-found').length;
    return [`${found} pushes found`, ...(await watch.story())];
  },
};

const BOB = 'U0BOB';

const approvedInSlack: Scenario = {
  name: 'the button of a card in Slack opens the gate of prod',
  async run(towpath) {
    const { slack } = towpath;
    const watch = await Watch.begin(towpath, CATALOG);
    await towpath.push({ repository: 'shop/catalog-service', tag: 'main-201' });
    const { promotion } = await watch.asksForVotes('prod', 'main-201');
    const { channel, ts } = await waitFor(
      `the card of ${promotion.id} is in a channel of ${towpath.name}`,
      async () => cardOf(slack.messages(), promotion.id) ?? false,
      STEP_WITHIN_MS,
    );
    const failure = await slack.act(BOB, { kind: 'press', channel, ts, action: ACTIONS.approve });
    await watch.ended('prod', 'main-201');
    const votes = (await watch.news()).filter(({ type }) => type === 'vote-cast');
    const voters = votes.map(({ by }) => `voted: ${by}`);
    return [`the app answered: ${failure ?? 'in time'}`, channel, ...voters, ...(await watch.story())];
  },
};

/** The message with the buttons. */
const cardOf = (messages: readonly Message[], promotion: string): Message | undefined =>
  messages.find(({ blocks }) => {
    const text = JSON.stringify(blocks);
    return text.includes(ACTIONS.approve) && text.includes(promotion);
  });

/** Each lane has a pipeline to itself and goes on where its last scenario ended. */
export const LANES: readonly (readonly Scenario[])[] = [
  [pushToProd, stopAndResume, updateUnderWay, rollBack],
  [lostPush, approvedInSlack],
];
