import { arnsOverlap } from '../people/arn-pattern.ts';
import type { SettingsOutline } from './outline.ts';
import type { Mention } from './place.ts';
import { unknown } from './reference-checks.ts';
import { repeats } from './repeats.ts';
import type { Finding } from './source.ts';

/** What can be wrong between the parts of the settings. */
export function checkSettings({
  clusters,
  people,
  groups,
  channels,
  overriders,
  senders,
}: SettingsOutline): Finding[] {
  const known = groups.flatMap(({ name }) => name?.text ?? []);
  const names = people.flatMap(({ name }) => name?.text ?? []);
  return [
    ...repeatedNames('cluster', clusters),
    ...repeatedNames(
      'person',
      people.map(({ name }) => name),
    ),
    ...repeatedNames(
      'group',
      groups.map(({ name }) => name),
    ),
    ...repeatedIdentities(people.map(({ email }) => email)),
    ...repeatedIdentities(people.map(({ subject }) => subject)),
    ...repeatedIdentities(people.map(({ slack }) => slack)),
    ...overlappingArns(people.flatMap(({ arns }) => arns)),
    ...repeats(channels, (text) => ({
      message: `${text} has a channel already`,
      hint: 'remove one of the two',
    })),
    ...overriders.flatMap((group) => unknown('group', group, known)),
    ...repeatedIdentities(senders),
    ...groups.flatMap(({ members }) => [
      ...members.flatMap((member) => unknown('person', member, names)),
      ...repeats(members, (text) => ({ message: `"${text}" is named twice`, hint: 'remove one of the two' })),
    ]),
  ];
}

const repeatedNames = (what: string, mentions: (Mention | undefined)[]) =>
  repeats(mentions, (text) => ({
    message: `a second ${what} "${text}"`,
    hint: `give each ${what} a name of its own`,
  }));

/** One identity of two people would let one of them vote as both; a role that spoke for two clusters likewise. */
const repeatedIdentities = (mentions: (Mention | undefined)[]) =>
  repeats(mentions, (text) => ({
    message: `${text} already belongs to another entry`,
    hint: 'an identity belongs to one person, once',
  }));

/** Sessions of a role overlap when both patterns, or a pattern and a session, can mean the same one. */
const overlappingArns = (mentions: Mention[]): Finding[] =>
  mentions.flatMap(({ text, path }, index) => {
    const earlier = mentions.slice(0, index).find((mention) => arnsOverlap(mention.text, text));
    if (earlier === undefined) return [];
    const message =
      earlier.text === text
        ? `${text} already belongs to another entry`
        : `${text} means sessions that ${earlier.text} means, too`;
    return [{ path, message, hint: 'an identity belongs to one person, once' }];
  });
