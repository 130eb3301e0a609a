import type { Random } from "./random.ts";

const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;

/** Numbers at which programs break. */
const NUMBERS = [
  0,
  1,
  -1,
  2,
  255,
  256,
  1000,
  1001,
  65_535,
  65_536,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e308,
  0.5,
  -0,
];
const TEXTS = [
  "",
  "0x",
  "0x0",
  "0xzz",
  "latest",
  "null",
  "__proto__",
  "constructor",
  "\u0000",
  "\ud800",
  "\u{1f525}".repeat(40),
  "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
  "0x3a636f6465",
  "0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9",
  "Metadata_metadata_at_version",
  "SubnetInfoRuntimeApi_get_metagraph",
  "Core_version",
];

/** Any JSON value, most of them small, some of them mean. `known` are texts that mean something to the node. */
export function anyValue(random: Random, known: readonly string[], depth = 0): unknown {
  switch (random.below(depth > 3 ? 8 : 11)) {
    case 0:
      return null;
    case 1:
      return random.oneIn(2);
    case 2:
    case 3:
      return random.pick(NUMBERS);
    case 4:
      return random.pick(TEXTS);
    case 5:
      return random.pick(known);
    case 6:
      return hex(random.bytes(random.below(80)));
    case 7:
      return random.oneIn(50) ? "ab".repeat(random.below(20_000)) : hex(random.bytes(32));
    case 8:
      return Array.from({ length: random.below(5) }, () => anyValue(random, known, depth + 1));
    case 9:
      return { [random.pick(TEXTS)]: anyValue(random, known, depth + 1) };
    default:
      return { key: random.pick(known), type: random.pick(["value", "hash", "descendantsValues"]) };
  }
}

/** Text that is no JSON-RPC: cut, nested, spoiled. */
export function spoiled(random: Random, good: string): string {
  switch (random.below(9)) {
    case 0:
      return good.slice(0, random.below(good.length + 1));
    case 1:
      return `${"[".repeat(1 + random.below(50_000))}`;
    case 2:
      return `${'{"a":'.repeat(1 + random.below(5_000))}1${"}".repeat(random.below(5_000))}`;
    case 3: {
      const at = random.below(good.length);
      return good.slice(0, at) + String.fromCharCode(random.below(0xffff)) + good.slice(at + 1);
    }
    case 4:
      return Buffer.from(random.bytes(random.below(400))).toString("latin1");
    case 5:
      return `{"jsonrpc":"2.0","id":1e999,"method":"system_health","params":[${"9".repeat(random.below(2_000))}]}`;
    case 6:
      return '{"jsonrpc":"2.0","id":1,"method":"system_health","method":"__proto__","params":{"__proto__":[]}}';
    case 7:
      return random.pick([
        "",
        " ",
        "null",
        "[]",
        "[[]]",
        "{}",
        '""',
        "0",
        "true",
        "\ufeff{}",
        "[1,2,3]",
      ]);
    default:
      return good.replaceAll('"', random.pick(["'", "", "\\"]));
  }
}
