import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryState, Overlay, type State } from "../../../native/practice/frame/state.ts";

const key = fc
  .tuple(
    fc.constantFrom("aa".repeat(32), "ab".repeat(32), "a1".repeat(32)),
    fc.constantFrom("", "00", "0011", "01", "ff"),
  )
  .map(([item, tail]) => item + tail);
const value = fc.uint8Array({ maxLength: 3 });
const prefix = fc.constantFrom(
  "",
  "a",
  "aa",
  "aa".repeat(32),
  `${"aa".repeat(32)}00`,
  `${"ab".repeat(32)}0`,
  "b",
);

type Step =
  | { kind: "set"; key: string; value: Uint8Array }
  | { kind: "delete"; key: string }
  | { kind: "open" | "commit" | "discard" };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), key, value }),
  fc.record({ kind: fc.constant("delete" as const), key }),
  fc.record({ kind: fc.constantFrom("open" as const, "commit" as const, "discard" as const) }),
);

/** The same steps on plain maps, copied whole at every layer. */
class Model {
  layers: Map<string, Uint8Array>[] = [new Map()];
  get top(): Map<string, Uint8Array> {
    return this.layers.at(-1)!;
  }
  keys(under: string): string[] {
    return [...this.top.keys()].filter((each) => each.startsWith(under)).sort();
  }
}

describe("state in layers", () => {
  it("reads as plain maps do, however its layers are opened, committed and discarded", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), prefix, (steps, under) => {
        const states: State[] = [new MemoryState()];
        const model = new Model();
        for (const each of steps) {
          const top = states.at(-1)!;
          if (each.kind === "set") {
            top.set(each.key, each.value);
            model.top.set(each.key, each.value);
          } else if (each.kind === "delete") {
            top.delete(each.key);
            model.top.delete(each.key);
          } else if (each.kind === "open") {
            states.push(new Overlay(top));
            model.layers.push(new Map(model.top));
          } else if (top instanceof Overlay) {
            states.pop();
            const layer = model.layers.pop()!;
            if (each.kind === "commit") {
              top.commit();
              model.layers[model.layers.length - 1] = layer;
            }
          }
          expect(states.at(-1)!.keys(under)).toEqual(model.keys(under));
        }
        for (const each of model.keys(""))
          expect(states.at(-1)!.get(each)).toEqual(model.top.get(each));
        expect(states.at(-1)!.keys("")).toEqual(model.keys(""));
      }),
      { numRuns: 300 },
    );
  });
});
