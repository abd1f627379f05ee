import * as sdk from '@aws-sdk/client-eventbridge';
import { expect, it } from 'vitest';
import { createEventBridge } from '../../../../local/services/eventbridge/eventbridge.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { inProcess } from '../../../unit/local/services/in-process.ts';
import { PLACE } from '../../local-aws.ts';
import { commandOf, eachOperation, type Row, refusalIn } from '../refusals.ts';

const entry = { EventBusName: 'towpath', Source: 'towpath', DetailType: 'Stage Promoted', Detail: '{}' };
const put = (change: object) => ({ Entries: [{ ...entry, ...change }] });
const requests = () => ({ PutEvents: put({}) });

const ROWS: readonly Row<object>[] = [
  ['PutEvents', 'InvalidArgument', put({ Source: '' })],
  ['PutEvents', 'InvalidArgument', put({ DetailType: undefined })],
  ['PutEvents', 'InvalidArgument', put({ Detail: '' })],
  ['PutEvents', 'MalformedDetail', put({ Detail: '[]' })],
  ['PutEvents', 'NotAuthorizedForSourceException', put({ Source: 'aws.ecr' })],
  ['PutEvents', 'ValidationException', { Entries: [] }],
  ['PutEvents', 'ValidationException', { Entries: Array(11).fill(entry) }],
  ['PutEvents', 'ValidationException', put({ Detail: JSON.stringify({ text: 'x'.repeat(262_144) }) })],
];

const service = createEventBridge({
  rules: [],
  account: PLACE,
  clock: new VirtualClock('2026-11-20T12:00:00Z'),
  lambda: { invokeAsync: async () => {} },
});
const client = new sdk.EventBridgeClient(inProcess(service));

it.each(eachOperation(ROWS))('$operation answers $error', async (row) => {
  expect(await refusalIn(client.send(commandOf(sdk, requests, {}, row)))).toBe(row.error);
});
