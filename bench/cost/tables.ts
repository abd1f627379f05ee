import { WRITE_UNITS } from '../../infra/constructs/alarms.ts';
import { afterAllowances, billOf, dollars, idleBill, total } from './bill.ts';
import type { Measured } from './measure.ts';
import { callsOf, invocationsOf, millisecondsOf, type Usage } from './usage.ts';

/** The first row is the heading. */
export type Table = readonly (readonly string[])[];

const COLUMNS = ['one target, cold', 'one target, warm', '10 targets'] as const;
const MONTHLY = [100, 1_000, 10_000] as const;
export const GOALS = {
  transitions: 25,
  invocations: 12,
  writeUnits: WRITE_UNITS,
  promotion: 0.002,
  idle: 1,
} as const;

const usages = ({ cold, warm, ten }: Measured): Usage[] => [cold, warm, ten];

export const callsTable = (measured: Measured): Table => {
  const all = usages(measured);
  const names = [...new Set(all.flatMap(({ calls }) => Object.keys(calls)))].sort();
  return [
    ['AWS requests', ...COLUMNS],
    ...names.map((name) => [name, ...all.map(({ calls }) => String(calls[name] ?? 0))]),
    ['**all**', ...all.map((usage) => String(callsOf(usage)))],
  ];
};

export const functionsTable = (measured: Measured): Table => {
  const all = usages(measured);
  const names = [...new Set(all.flatMap(({ invocations }) => Object.keys(invocations)))].sort();
  return [
    ['invocations (milliseconds here)', ...COLUMNS],
    ...names.map((name) => [
      name,
      ...all.map(({ invocations: { [name]: used } }) =>
        used ? `${used.count} (${round(used.milliseconds)})` : '0',
      ),
    ]),
    ['**all**', ...all.map((usage) => `${invocationsOf(usage)} (${round(millisecondsOf(usage))})`)],
  ];
};

export const unitsTable = (measured: Measured): Table => {
  const row = (what: string, of: (usage: Usage) => number): string[] => [
    what,
    ...usages(measured).map((usage) => String(round(of(usage)))),
  ];
  return [
    ['units', ...COLUMNS],
    row('state transitions', ({ transitions }) => transitions),
    row('Lambda invocations', invocationsOf),
    row('DynamoDB write units', ({ writeUnits }) => writeUnits),
    row('of these for the index', ({ indexUnits }) => indexUnits),
    row('DynamoDB read units', ({ readUnits }) => readUnits),
    row('events published', ({ eventsPublished }) => eventsPublished),
    ['**dollars**', ...usages(measured).map((usage) => money(total(billOf(usage))))],
  ];
};

export const promotionTable = ({ cold }: Measured): Table => [
  ['one promotion, cold', 'amount', 'dollars'],
  ...billOf(cold).map((line) => [line.what, amount(line.amount), money(dollars(line))]),
  ['**all**', '', money(total(billOf(cold)))],
];

export const idleTable = ({ sweep }: Measured): Table => {
  const lines = idleBill(sweep);
  return [
    ['a month in which nothing happens', 'amount', 'free of charge', 'dollars', 'after what is free'],
    ...lines.map((line) => [
      line.what,
      amount(line.amount),
      line.free ? amount(line.free) : '',
      money(dollars(line)),
      money(afterAllowances([line])),
    ]),
    ['**all**', '', '', money(total(lines)), money(afterAllowances(lines))],
  ];
};

export const monthlyTable = ({ cold, sweep }: Measured): Table => [
  ['promotions of one target in a month', 'dollars', 'after what is free'],
  ...[0, ...MONTHLY].map((times) => {
    const lines = [...idleBill(sweep), ...billOf(cold, times)];
    return [String(times), money(total(lines)), money(afterAllowances(lines))];
  }),
];

/** Each goal with what was measured. */
export function goalsTable({ cold, warm, sweep }: Measured): Table {
  const row = (what: string, value: number, most: number): string[] => [
    what,
    String(value < 1 ? money(value) : round(value)),
    String(most),
    value <= most ? 'met' : 'not met',
  ];
  return [
    ['goal', 'measured', 'at most', ''],
    row('state transitions of one target', cold.transitions, GOALS.transitions),
    row('Lambda invocations of one target', invocationsOf(warm), GOALS.invocations),
    row('write units of one target', Math.max(cold.writeUnits, warm.writeUnits), GOALS.writeUnits),
    row('dollars of one target', total(billOf(cold)), GOALS.promotion),
    row('dollars of an idle month, after what is free', afterAllowances(idleBill(sweep)), GOALS.idle),
  ];
}

const round = (value: number): number => Math.round(value * 10) / 10;
const amount = (value: number): string =>
  value >= 1 ? Math.round(value).toLocaleString('en') : value.toPrecision(2);
/** Cents alone would show what is just below a dollar as one. */
const money = (value: number): string =>
  value >= 0.01 ? value.toFixed(value < 1 ? 3 : 2) : value.toFixed(6);
