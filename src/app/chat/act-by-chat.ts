import { parseCommand, USAGE } from '../../domain/chat/command.ts';
import { personOf } from '../../domain/people/person-of.ts';
import type { Settings } from '../../domain/pipeline/types.ts';
import type { ChatWork } from '../../ports/chat.ts';
import type { Ballot } from '../ballot.ts';
import { castVote } from '../cast-vote.ts';
import { NotFoundError, RefusedError } from '../errors.ts';
import { holdStage } from '../hold-stage.ts';
import type { Using } from '../ports.ts';
import { refuseVote, whyNobody } from '../refuse-vote.ts';
import { ballotIn } from './ballot-in.ts';
import { statusLines } from './status-lines.ts';

export type ActPorts = Using<
  | 'ledger'
  | 'configuration'
  | 'repository'
  | 'workflow'
  | 'waits'
  | 'health'
  | 'wakes'
  | 'clock'
  | 'chat'
  | 'chatQueue'
  | 'log'
>;

type Vote = Extract<ChatWork, { kind: 'vote' }>;
type Command = Extract<ChatWork, { kind: 'command' }>;

/** A button was pressed. What becomes of it shows in the card; whoever is refused is told so alone. */
export async function voteByChat(ports: ActPorts, work: Vote): Promise<void> {
  const { promotion } = work.ballot;
  const ballot = await ballotIn(ports, work);
  if (ballot === undefined) return tell(ports, work, `There is no promotion ${promotion} any more.`);
  if (work.replayed) return refuseVote(ports, ballot, 'The same signed request came before: it is a replay.');
  const settings = await ports.configuration.settings();
  const refused = whyNotFromHere(settings, work);
  if (refused !== undefined) {
    await refuseVote(ports, ballot, refused);
    return tell(ports, work, refused);
  }
  await orTell(ports, work, async () => {
    await castVote(ports, ballot);
    return undefined;
  });
  // Whoever was refused may have pressed a button of a card that shows something old.
  await ports.chatQueue.send(
    { kind: 'promotion', pipeline: ballot.pipeline, promotion },
    { group: promotion, id: `card after ${work.request}` },
  );
}

/** What was typed after the command; the answer is for whoever typed it. */
export async function commandByChat(ports: ActPorts, work: Command): Promise<void> {
  const command = parseCommand(work.text);
  if (command === undefined) return tell(ports, work, USAGE.join('\n'));
  const settings = await ports.configuration.settings();
  const refused = whyNotFromHere(settings, work);
  const { verb } = command;
  await orTell(ports, work, async () => {
    if (verb === 'approve' || verb === 'reject') {
      const { identity, request } = work;
      const { pipeline, stage, reason } = command;
      const ballot: Ballot = { pipeline, stage, reason, verdict: verb, identity, request, via: 'slack' };
      if (refused !== undefined) await refuseVote(ports, ballot, refused);
      else await castVote(ports, ballot);
    }
    if (refused !== undefined) throw new RefusedError(refused);
    const person = settings && personOf(work.identity, settings)?.name;
    if (person === undefined) throw new RefusedError(whyNobody(work, settings));
    if (verb === 'status') return (await statusLines(ports, command.pipeline)).join('\n');
    if (verb === 'hold') await holdStage(ports, { ...command, person });
    return `Recorded: ${verb} ${command.stage} of ${command.pipeline}.`;
  });
}

/** Why what comes from this workspace is not even looked at. */
function whyNotFromHere(settings: Settings | undefined, { team }: Vote | Command): string | undefined {
  const ours = settings?.slack?.team;
  if (ours === undefined) return 'Slack is not set up in .towpath/settings.yaml (spec.slack).';
  return team === ours ? undefined : `This came from the workspace ${team}, which is not Towpath's.`;
}

async function orTell(
  ports: ActPorts,
  work: Vote | Command,
  act: () => Promise<string | undefined>,
): Promise<void> {
  try {
    const answer = await act();
    if (answer !== undefined) await tell(ports, work, answer);
  } catch (error) {
    if (!(error instanceof RefusedError || error instanceof NotFoundError)) throw error;
    await tell(ports, work, error.message);
  }
}

/** The act is done, or refused, whether or not anybody can be told. */
async function tell(ports: ActPorts, { reply, identity }: Vote | Command, text: string): Promise<void> {
  const isTold = await ports.chat.tell(reply, text);
  if (!isTold) ports.log.warn('Somebody could not be told', { user: identity.user, text });
}
