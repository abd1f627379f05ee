import { describe, expect, it } from 'vitest';
import { complaintOfWakeUrl, isForbiddenAddress, literalIn } from '../../../../src/domain/wake/address.ts';

describe('an IP address', () => {
  it.each([
    ...[
      '0.0.0.0',
      '127.0.0.1',
      '127.9.9.9',
      '169.254.169.254',
      '169.254.170.2',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...['::', '::1', '0:0:0:0:0:0:0:1', 'fe80::1', 'febf::1', 'fe80::1%eth0', 'ff02::1', 'fd00:ec2::254'],
    ...['::ffff:169.254.169.254', '::ffff:7f00:1', '64:ff9b::a9fe:a9fe', 'nonsense', ''],
  ])('%s is none of an agent', (address) => expect(isForbiddenAddress(address)).toBe(true));

  it.each([
    ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '169.253.1.1', '203.0.113.7'],
    ...['2001:db8::1', 'fd12:3456::1', '::ffff:10.0.0.1', '64:ff9b::cb00:7107'],
  ])('%s may be', (address) => expect(isForbiddenAddress(address)).toBe(false));
});

describe('an address of the settings', () => {
  it.each(['https://flux.example.com', 'https://10.1.2.3:8443/flux', 'https://[2001:db8::1]/'])(
    '%s is taken',
    (text) => expect(complaintOfWakeUrl(text)).toBeUndefined(),
  );

  it.each([
    ['flux.example.com', 'is not an address'],
    ['http://flux.example.com', 'is not an address with https'],
    ['https://anna:secret@flux.example.com', 'has a user'],
    ['https://:secret@flux.example.com', 'has a user'],
    ['https://flux.example.com/?token=1', 'has a user, a query'],
    ['https://flux.example.com/#hook', 'has a user, a query or a fragment'],
    ['https://169.254.169.254/latest', 'no agent can have'],
    // As a browser reads it, and as Node does.
    ['https://0x7f.1/', 'no agent can have'],
    ['https://[::ffff:127.0.0.1]/', 'no agent can have'],
  ])('%s %s', (text, message) => {
    expect(complaintOfWakeUrl(text)).toMatchObject({ message: expect.stringContaining(message) });
  });

  it('names an address itself, or not', () => {
    expect(literalIn(new URL('https://10.0.0.1:8443'))).toBe('10.0.0.1');
    expect(literalIn(new URL('https://[fe80::1]/'))).toBe('fe80::1');
    expect(literalIn(new URL('https://flux.example.com'))).toBeUndefined();
  });
});
