import { ipToInteger } from "./axon-address.ts";

/** IPv4 blocks that are not of the public internet: their first address and prefix length (IANA's special-purpose registry). */
const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];
/** Of IPv6 only 2000::/3 is public, without documentation (2001:db8::/32) and the tunnel that wraps any IPv4 address (2002::/16). */
const PUBLIC_V6 = ["2000::", 3] as const;
const PRIVATE_V6: readonly (readonly [string, number])[] = [
  ["2001:db8::", 32],
  ["2002::", 16],
];

/**
 * True for an address on the public internet. On a network of strangers whoever announces an address chooses where others send
 * requests to, and a router, a neighbour's printer or a service of this very machine must not be among the choices.
 */
export function isPublic(ip: string): boolean {
  const address = ipToInteger(ip);
  if (address === undefined) return false;
  if (address.ipType === 4) return !PRIVATE_V4.some((block) => isIn(address.ip, block, 32));
  return (
    isIn(address.ip, PUBLIC_V6, 128) && !PRIVATE_V6.some((block) => isIn(address.ip, block, 128))
  );
}

function isIn(ip: bigint, [first, length]: readonly [string, number], bits: 32 | 128): boolean {
  const start = ipToInteger(first)?.ip ?? 0n;
  return ip >> BigInt(bits - length) === start >> BigInt(bits - length);
}
