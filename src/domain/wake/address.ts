import type { Complaint } from '../pipeline/complaint.ts';

const V4 = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/;
/** How IPv6 writes an IPv4 address: mapped, or behind NAT64. */
const V4_IN_V6 = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):[0-9a-f]{1,4}$/;
/** Nowhere, this machine, and the instance metadata of EC2. */
const FORBIDDEN_V6 = ['::', '::1', 'fd00:ec2::254'];

/**
 * Whether an IP address is one that no agent has, and that a request must not be led to: this machine, link-local (where
 * AWS's metadata and credentials are), multicast, or none at all. Private networks are allowed: clusters are there.
 */
export function isForbiddenAddress(address: string): boolean {
  const [, first = '', second = ''] = V4.exec(address) ?? [];
  if (first !== '') return isForbiddenV4(Number(first), Number(second));
  const canonical = canonicalV6(address);
  if (canonical === undefined || FORBIDDEN_V6.includes(canonical)) return true;
  const [, high] = V4_IN_V6.exec(canonical) ?? [];
  if (high !== undefined) {
    const bytes = Number.parseInt(high, 16);
    return isForbiddenV4(bytes >> 8, bytes & 255);
  }
  return /^fe[89ab]|^ff/.test(canonical);
}

const isForbiddenV4 = (first: number, second: number): boolean =>
  first === 0 || first === 127 || first >= 224 || (first === 169 && second === 254);

function canonicalV6(address: string): string | undefined {
  return URL.canParse(`http://[${address}]/`)
    ? new URL(`http://[${address}]/`).hostname.slice(1, -1)
    : undefined;
}

/** The IP address that a URL names itself; undefined for a name. */
export const literalIn = ({ hostname }: URL): string | undefined => {
  if (V4.test(hostname)) return hostname;
  return hostname.startsWith('[') ? hostname.slice(1, -1) : undefined;
};

/** What is wrong with the address of a webhook in the settings. */
export function complaintOfWakeUrl(text: string): Complaint | undefined {
  const hint = "write https://<host>, or with a path in front of the agent's own";
  if (!URL.canParse(text)) return { message: `"${text}" is not an address`, hint };
  const url = new URL(text);
  if (url.protocol !== 'https:') return { message: `"${text}" is not an address with https`, hint };
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return { message: `"${text}" has a user, a query or a fragment`, hint };
  const literal = literalIn(url);
  return literal !== undefined && isForbiddenAddress(literal)
    ? { message: `"${text}" is an address that no agent can have`, hint }
    : undefined;
}
