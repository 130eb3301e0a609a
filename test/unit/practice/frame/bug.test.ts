import { expect, it } from "vitest";
import type { DispatchContext } from "../../../../native/practice/frame/context.ts";
import { definePallet, implement } from "../../../../native/practice/frame/pallet.ts";
import { MemoryState } from "../../../../native/practice/frame/state.ts";
import { storageValue } from "../../../../native/practice/frame/storage.ts";
import { composeRuntime } from "../../../../native/practice/runtime/compose.ts";
import { bareExtension } from "../../../../native/practice/runtime/system/extensions.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { u32 } from "../../../../native/practice/scale/type.ts";

const faulty = definePallet({
  name: "Faulty",
  index: 99,
  path: ["faulty", "pallet"],
  storage: { Count: storageValue(u32) },
  calls: {},
  events: { Began: { index: 0, fields: [] } },
  errors: {},
  constants: {},
});

it("takes back what a faulty pallet did at the start of a block, reports it, and goes on", () => {
  const reports: string[] = [];
  const hooks = {
    onInitialize(context: DispatchContext) {
      faulty.storage.Count.put(context.state, 7);
      context.deposit(faulty.event.Began());
      throw new Error("a bug");
    },
  };
  const runtime = composeRuntime(
    {
      modules: [implement(faulty, {}, hooks)],
      apis: [],
      extension: bareExtension("Subtensor", ["x"]),
    },
    (_error, where) => reports.push(where),
  );
  const block = runtime.initializeBlock(new MemoryState(), {
    number: 1,
    parentHash: `0x${"00".repeat(32)}`,
    now: 1n,
    slot: 1n,
  });
  runtime.finalizeBlock(block);
  expect(reports).toEqual(["Faulty onInitialize"]);
  expect(faulty.storage.Count.find(block.state)).toBeUndefined();
  expect(system.storage.EventCount.get(block.state)).toBe(0);
});
