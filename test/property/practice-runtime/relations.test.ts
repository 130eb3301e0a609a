import fc from "fast-check";
import { expect, test } from "vitest";
import type { State } from "../../../native/practice/frame/state.ts";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { histories, peopledChain } from "./history.ts";

const WHOLE = (1n << 64n) - 1n;

/** Every relation as the parents' side has it, and as the children's side has it. */
function bothSides(state: State): [fromParents: string[], fromChildren: string[]] {
  const fromParents = storage.ChildKeys.entries(state).flatMap(([[parent, netuid], children]) =>
    children.map(([share, child]) => `${netuid} ${parent} ${child} ${share}`),
  );
  const fromChildren = storage.ParentKeys.entries(state).flatMap(([[child, netuid], parents]) =>
    parents.map(([share, parent]) => `${netuid} ${parent} ${child} ${share}`),
  );
  return [fromParents.sort(), fromChildren.sort()];
}

test("parents and children agree about each other, and nobody gives more than everything or to itself", () => {
  let seen = 0;
  fc.assert(
    fc.property(histories(60), (history) => {
      const chain = peopledChain();
      for (const step of history) {
        step.run(chain);
        const [fromParents, fromChildren] = bothSides(chain.state);
        expect(fromParents, step.label).toEqual(fromChildren);
        seen += fromParents.length;
      }
      for (const [[parent, netuid], children] of storage.ChildKeys.entries(chain.state)) {
        const given = children.reduce((sum, [share]) => sum + share, 0n);
        expect(given).toBeLessThanOrEqual(WHOLE);
        const parents = storage.ParentKeys.get(chain.state, parent, netuid);
        for (const [, child] of children) {
          expect(child).not.toBe(parent);
          expect(parents.some(([, other]) => other === child)).toBe(false);
        }
      }
    }),
    { numRuns: 40 },
  );
  expect(seen).toBeGreaterThan(50);
});

test("every owned hotkey has its owner, and every neuron its place", () => {
  fc.assert(
    fc.property(histories(60), (history) => {
      const chain = peopledChain();
      for (const step of history) step.run(chain);
      const { state } = chain;
      for (const [[coldkey], hotkeys] of storage.OwnedHotkeys.entries(state))
        for (const hotkey of hotkeys) expect(storage.Owner.get(state, hotkey)).toBe(coldkey);
      for (const [[netuid, uid], hotkey] of storage.Keys.entries(state)) {
        expect(storage.Uids.get(state, netuid, hotkey)).toBe(uid);
        expect(storage.IsNetworkMember.get(state, hotkey, netuid)).toBe(true);
      }
      for (const [[netuid, hotkey], uid] of storage.Uids.entries(state))
        expect(storage.Keys.get(state, netuid, uid)).toBe(hotkey);
    }),
    { numRuns: 40 },
  );
});
