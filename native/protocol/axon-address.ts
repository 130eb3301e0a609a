/** 4 or 6, as `ip_type` on chain. */
export type IpType = 4 | 6;

/** An address as the chain holds it: the integer of its bits. */
export interface ChainIp {
  readonly ip: bigint;
  readonly ipType: IpType;
}

const IPV4_MAXIMUM = (1n << 32n) - 1n;
const IPV6_MAXIMUM = (1n << 128n) - 1n;
const IPV4_LOOPBACK = 0x7f000001n;

/** Reads an IPv4 or IPv6 address; undefined for anything else (names, ports, zones). */
export function ipToInteger(text: string): ChainIp | undefined {
  const v4 = readIpv4(text);
  if (v4 !== undefined) return { ip: v4, ipType: 4 };
  const v6 = readIpv6(text);
  return v6 === undefined ? undefined : { ip: v6, ipType: 6 };
}

/** The address as text, IPv6 in its shortest form; undefined when the integer does not fit the type. */
export function integerToIp(ip: bigint, ipType: number): string | undefined {
  if (ipType === 4 && ip >= 0n && ip <= IPV4_MAXIMUM) {
    return [24n, 16n, 8n, 0n].map((shift) => (ip >> shift) & 0xffn).join(".");
  }
  if (ipType === 6 && ip >= 0n && ip <= IPV6_MAXIMUM) return writeIpv6(ip);
  return undefined;
}

/** `host:port` of an axon as a URL has it, or undefined for one that does not serve (ip or port 0, unknown type). */
export function axonHost(axon: {
  readonly ip: bigint;
  readonly ipType: number;
  readonly port: number;
}): string | undefined {
  if (axon.ip === 0n || axon.port === 0) return undefined;
  const text = integerToIp(axon.ip, axon.ipType);
  if (text === undefined) return undefined;
  return axon.ipType === 6 ? `[${text}]:${axon.port}` : `${text}:${axon.port}`;
}

/** True for every address that means this machine: 127.0.0.0/8 and ::1. */
export function isLoopback(ip: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(ip) || ip === "::1";
}

/**
 * The host to dial for an announced address, as a URL has it. The chain refuses 127.0.0.1 itself, so peers on one machine
 * announce another address of the loopback block; not every system listens on those, but all mean this machine.
 */
export function dialHost(ip: string): string {
  if (isLoopback(ip)) return "127.0.0.1";
  return ip.includes(":") ? `[${ip}]` : ip;
}

/** Why the chain would refuse an axon, or undefined: §2.3 (subnets/serving.rs). ip 0 is taken: it ends serving. */
export function axonRefusal(axon: {
  readonly ip: bigint;
  readonly ipType: number;
  readonly port: number;
}): "InvalidIpType" | "InvalidIpAddress" | "InvalidPort" | undefined {
  if (axon.ipType !== 4 && axon.ipType !== 6) return "InvalidIpType";
  const unreachable =
    axon.ipType === 4
      ? axon.ip >= IPV4_MAXIMUM || axon.ip === IPV4_LOOPBACK
      : axon.ip >= IPV6_MAXIMUM || axon.ip === 1n;
  if (axon.ip < 0n || unreachable) return "InvalidIpAddress";
  return axon.port <= 0 || axon.port > 65_535 ? "InvalidPort" : undefined;
}

function readIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function readIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = readGroups(halves[0] ?? "");
  const tail = halves.length === 2 ? readGroups(halves[1] ?? "") : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...new Array<bigint>(missing).fill(0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** Colon-separated groups of 16 bits, the last two possibly written as IPv4; undefined when misshapen. */
function readGroups(text: string): bigint[] | undefined {
  if (text === "") return [];
  const groups: bigint[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 ? readIpv4(part) : undefined;
    if (v4 !== undefined) groups.push(v4 >> 16n, v4 & 0xffffn);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

function writeIpv6(ip: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((ip >> BigInt(16 * (7 - index))) & 0xffffn).toString(16),
  );
  let start = -1;
  let length = 1;
  for (let from = 0; from < 8; from += 1) {
    let to = from;
    while (groups[to] === "0") to += 1;
    if (to - from > length) {
      start = from;
      length = to - from;
    }
  }
  if (start < 0) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}
