import fc from "fast-check";
import { expect, test } from "vitest";
import { carried } from "../../../native/governor/rules/carried.ts";
import { placedNames } from "../../../native/governor/rules/placed-names.ts";

const names = fc.array(fc.constantFrom("RTX 3090", "RTX 4070", "Arc"), { maxLength: 5 });
const cards = (list: readonly string[]) => list.map((name, at) => ({ id: `gpu-${at}`, name }));

test("whatever cards come, go and change places, a memory goes to one card of its name at most, and to the one that stayed", () => {
  fc.assert(
    fc.property(names, names, (before, after) => {
      const memory = Object.fromEntries(
        cards(before).map(({ id, name }) => [id, { name, from: id }]),
      );
      const known = carried(memory, cards(after));
      const given = cards(after).map((card) => ({ card, was: known(card) }));
      const used = given.flatMap(({ was }) => (was === undefined ? [] : [was.from]));
      expect(new Set(used).size).toBe(used.length);
      for (const { card, was } of given) {
        if (was !== undefined) expect(was.name).toBe(card.name);
        if (memory[card.id]?.name === card.name) expect(was?.from).toBe(card.id);
      }
      // Nobody is forgotten who is still there.
      for (const name of new Set(before)) {
        const count = (list: readonly string[]) => list.filter((one) => one === name).length;
        const kept = given.filter(({ was }) => was?.name === name).length;
        expect(kept).toBe(Math.min(count(before), count(after)));
      }
    }),
  );
});

test("names are told with their place only where two are equal", () => {
  const all = cards(["RTX 3090", "Arc", "RTX 3090"]);
  expect(placedNames(all, all)).toEqual(["RTX 3090 (GPU 1)", "Arc", "RTX 3090 (GPU 3)"]);
  expect(placedNames(all, [])).toEqual([]);
});
