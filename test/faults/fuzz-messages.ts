import { anyValue, spoiled } from "./fuzz-values.ts";
import type { Random } from "./random.ts";

/** One message to send: how many inputs it holds, and whether the node may close the connection for it. */
export interface FuzzMessage {
  readonly data: string | Uint8Array;
  readonly inputs: number;
}

/** What messages are made of. */
export interface FuzzVocabulary {
  /** Names of the node's methods. */
  readonly methods: readonly string[];
  /** Names of runtime APIs' methods. */
  readonly apis: readonly string[];
  /** Texts that mean something to the node: hashes, keys, addresses. */
  readonly known: readonly string[];
  readonly extrinsic: () => string;
}

const SUBMITTING = [
  "author_submitExtrinsic",
  "author_submitAndWatchExtrinsic",
  "transaction_v1_broadcast",
  "transactionWatch_v1_submitAndWatch",
  "payment_queryInfo",
  "payment_queryFeeDetails",
  "system_dryRun",
];

/** Makes messages without end. */
export function messageMaker(words: FuzzVocabulary, random: Random): () => FuzzMessage {
  const { methods, apis, known } = words;
  const one = (): object => {
    const id = random.oneIn(20) ? anyValue(random, known) : random.below(1_000_000);
    switch (random.below(6)) {
      case 0:
        return request(id, random.pick(SUBMITTING), [words.extrinsic()]);
      case 1: {
        const input = `0x${Buffer.from(random.bytes(random.below(random.oneIn(20) ? 4_000 : 70))).toString("hex")}`;
        return request(id, "state_call", [
          random.pick(apis),
          input,
          ...(random.oneIn(5) ? [random.pick(known)] : []),
        ]);
      }
      case 2: {
        const method = random.pick([
          "state_getStorage",
          "state_getKeysPaged",
          "state_queryStorageAt",
          "state_subscribeStorage",
          "chainHead_v1_follow",
          "archive_v1_storage",
        ]);
        return request(id, method, params());
      }
      case 3:
        return {
          ...request(id, random.pick(methods), params()),
          [String(anyValue(random, known))]: 1,
        };
      default:
        return request(
          id,
          random.oneIn(15) ? anyValue(random, known) : random.pick(methods),
          random.oneIn(15) ? anyValue(random, known) : params(),
        );
    }
  };
  const params = (): unknown[] =>
    Array.from({ length: random.below(5) }, () => anyValue(random, known));
  return () => {
    switch (random.below(12)) {
      case 0:
        return { data: spoiled(random, JSON.stringify(one())), inputs: 1 };
      case 1:
        return { data: random.bytes(random.below(2_000)), inputs: 1 };
      case 2: {
        // More than one batch may hold.
        const size = random.oneIn(30) ? 5_000 : 1_025;
        return random.oneIn(20) ? batch(one, size) : { data: JSON.stringify(one()), inputs: 1 };
      }
      case 3:
        if (!random.oneIn(100)) return { data: JSON.stringify(one()), inputs: 1 };
        // More than one message may weigh, and more than is read at all.
        return { data: `"${"x".repeat(random.pick([16, 33]) << 20)}"`, inputs: 1 };
      default:
        return batch(one, 1 + random.below(random.oneIn(10) ? 256 : 24));
    }
  };
}

function request(id: unknown, method: unknown, params: unknown): object {
  return { jsonrpc: "2.0", id, method, params };
}

function batch(one: () => object, size: number): FuzzMessage {
  return { data: JSON.stringify(Array.from({ length: size }, one)), inputs: size };
}
