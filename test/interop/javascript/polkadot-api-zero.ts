import type { UnifiedMetadata } from "@polkadot-api/substrate-bindings";

type Lookup = UnifiedMetadata["lookup"];

/** The account of 32 zero bytes, SS58 of prefix 42. */
const NOBODY = "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM";

/** The value of zeros of a type, in polkadot-api's form: the first case of an enum, nothing of a list or an Option. */
export function zeroOf(lookup: Lookup, id: number): unknown {
  const { def, path } = lookup[id]!;
  const name = path.at(-1);
  if (name === "AccountId32") return NOBODY;
  if (name === "Option") return undefined;
  switch (def.tag) {
    case "primitive":
      return primitive(def.value.tag);
    case "compact":
      return zeroOf(lookup, def.value);
    case "sequence":
      return isByte(lookup, def.value) ? new Uint8Array() : [];
    case "array":
      return isByte(lookup, def.value.type)
        ? `0x${"00".repeat(def.value.len)}`
        : Array.from({ length: def.value.len }, () => zeroOf(lookup, def.value.type));
    case "tuple":
      return def.value.length === 0 ? undefined : def.value.map((each) => zeroOf(lookup, each));
    case "composite":
      // One of a single field is that field, named or not.
      return def.value.length === 1
        ? zeroOf(lookup, def.value[0]!.type)
        : fields(lookup, def.value);
    case "variant": {
      const first = def.value[0]!;
      return { type: first.name, value: fields(lookup, first.fields) };
    }
    default:
      throw new Error(`no zero of a ${def.tag}`);
  }
}

function primitive(kind: string): unknown {
  if (kind === "bool") return false;
  if (kind === "str") return "";
  return /^[ui](64|128|256)$/.test(kind) ? 0n : 0;
}

function isByte(lookup: Lookup, id: number): boolean {
  const { def } = lookup[id]!;
  return def.tag === "primitive" && def.value.tag === "u8";
}

/** Named fields are an object, one unnamed is itself, more are a list. */
function fields(
  lookup: Lookup,
  list: readonly { name?: string | undefined; type: number }[],
): unknown {
  if (list.length === 0) return undefined;
  if (list[0]!.name === undefined)
    return list.length === 1
      ? zeroOf(lookup, list[0]!.type)
      : list.map(({ type }) => zeroOf(lookup, type));
  return Object.fromEntries(list.map(({ name, type }) => [name, zeroOf(lookup, type)]));
}
