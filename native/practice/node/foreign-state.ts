import { HearthError } from "../../api/errors.ts";

/** Raw state of any chain: keys (hex without 0x) with their values. */
export type RawState = ReadonlyMap<string, Uint8Array>;

/** twox128("System"): no Substrate chain is without it. */
const SYSTEM = "26aa394eea5630e07c48ae0c9558cef7";

/**
 * Reads a state given as JSON: a chain spec with raw genesis (`{"genesis":{"raw":{"top":{key:value}}}}`), what `state_getPairs`
 * answers (`[[key, value]]`, also as the whole JSON-RPC answer), or plain `{key:value}`. Throws SNAPSHOT_UNKNOWN with what is
 * wrong about it; `file` is named there.
 */
export function readForeignState(text: string, file: string): RawState {
  const unknown = (reason: string) => new HearthError("SNAPSHOT_UNKNOWN", { file, reason });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unknown("it is neither a snapshot nor JSON");
  }
  const state = new Map<string, Uint8Array>();
  for (const [key, value] of pairs(json, unknown)) {
    const digits = hexDigits(key);
    const bytes = hexDigits(value);
    if (digits === undefined || digits === "" || bytes === undefined)
      throw unknown(`${String(key).slice(0, 80)} is no pair of hexadecimal key and value`);
    state.set(digits, Uint8Array.from(Buffer.from(bytes, "hex")));
  }
  if (![...state.keys()].some((key) => key.startsWith(SYSTEM)))
    throw unknown(
      "it is not the state of a Substrate chain: it holds nothing of the System pallet",
    );
  return state;
}

function pairs(
  json: unknown,
  unknown: (reason: string) => HearthError,
): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(json)) {
    if (!json.every((pair) => Array.isArray(pair) && pair.length === 2))
      throw unknown("a list must hold pairs of key and value");
    return json as [unknown, unknown][];
  }
  if (typeof json !== "object" || json === null) throw unknown("it holds no state");
  const { genesis, result } = json as { genesis?: unknown; result?: unknown };
  if (Array.isArray(result)) return pairs(result, unknown);
  if (genesis === undefined) return Object.entries(json);
  const { raw } = Object(genesis) as { raw?: { top?: unknown; childrenDefault?: unknown } };
  if (typeof raw?.top !== "object" || raw.top === null)
    throw unknown("its genesis is not raw: build the chain spec with --raw");
  if (Object.keys(Object(raw.childrenDefault)).length > 0)
    throw unknown("it has child tries, which this network does not keep");
  return Object.entries(raw.top);
}

function hexDigits(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^(0x)?([0-9a-f]{2})*$/i.test(value)) return undefined;
  return value.replace(/^0x/i, "").toLowerCase();
}
