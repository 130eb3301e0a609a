import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryState } from "../../../native/practice/frame/state.ts";
import { differences } from "../../../native/practice/node/rpc/storage-difference.ts";
import {
  BEGINNING,
  type StorageAnswer,
  type StorageItem,
  type StoragePlace,
  storagePage,
} from "../../../native/practice/node/rpc/storage-query.ts";

// Keys as short as one byte, so that one is often the beginning of another.
const key = fc
  .uint8Array({ minLength: 1, maxLength: 3, max: 3 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));
const entries = fc.uniqueArray(fc.tuple(key, fc.uint8Array({ maxLength: 2 })), {
  selector: ([one]) => one,
  maxLength: 30,
});
const item: fc.Arbitrary<StorageItem> = fc.record({
  key,
  kind: fc.constantFrom(
    "value",
    "hash",
    "descendantsValues",
    "descendantsHashes",
    "closestDescendantMerkleValue",
  ),
  after: fc.constant(undefined),
});

function stateOf(pairs: readonly (readonly [string, Uint8Array])[]): MemoryState {
  const state = new MemoryState();
  for (const [name, value] of pairs) state.set(name, value);
  return state;
}

function whole(state: MemoryState, items: readonly StorageItem[], most: number): StorageAnswer[] {
  const answers: StorageAnswer[] = [];
  let place: StoragePlace | undefined = BEGINNING;
  while (place) {
    const page = storagePage(state, items, place, most);
    expect(page.answers.length).toBeLessThanOrEqual(most);
    answers.push(...page.answers);
    place = page.next;
  }
  return answers;
}

describe("a storage query", () => {
  it("answers the same in pages of any size as at once", () => {
    fc.assert(
      fc.property(
        entries,
        fc.array(item, { maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        (pairs, items, most) => {
          const state = stateOf(pairs);
          const atOnce = whole(state, items, Number.POSITIVE_INFINITY);
          expect(whole(state, items, most)).toEqual(atOnce);
        },
      ),
    );
  });

  it("tells a Merkle value that changes when and only when something under the key does", () => {
    fc.assert(
      fc.property(entries, entries, key, (before, after, prefix) => {
        const under = (pairs: readonly (readonly [string, Uint8Array])[]) =>
          pairs
            .filter(([name]) => name.startsWith(prefix))
            .map(([name, value]) => `${name}:${Buffer.from(value).toString("hex")}`)
            .sort();
        const asked: StorageItem[] = [
          { key: prefix, kind: "closestDescendantMerkleValue", after: undefined },
        ];
        const [one, other] = [before, after].map((pairs) => whole(stateOf(pairs), asked, 10));
        expect(one?.length).toBe(under(before).length > 0 ? 1 : 0);
        if (JSON.stringify(under(before)) === JSON.stringify(under(after)))
          expect(one).toEqual(other);
        else expect(one).not.toEqual(other);
      }),
    );
  });
});

describe("the difference of two states", () => {
  it("makes one of the other", () => {
    fc.assert(
      fc.property(entries, entries, (before, after) => {
        const [old, now] = [stateOf(before), stateOf(after)];
        for (const each of differences(now, old, [{ prefix: "", shows: "value" }])) {
          const name = each.key.slice(2);
          const had = old.get(name) !== undefined;
          expect(had ? ["modified", "deleted"] : ["added"]).toContain(each.type);
          if (each.type === "deleted") old.delete(name);
          else old.set(name, Buffer.from(each.value!.slice(2), "hex"));
        }
        const all = (state: MemoryState) =>
          state.keys("").map((name) => [name, Buffer.from(state.get(name)!).toString("hex")]);
        expect(all(old)).toEqual(all(now));
      }),
    );
  });
});
