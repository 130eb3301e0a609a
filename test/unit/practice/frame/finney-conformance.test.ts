import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { definePallet, implement } from "../../../../native/practice/frame/pallet.ts";
import { apiMethod, defineApi } from "../../../../native/practice/frame/runtime-api.ts";
import { storageMap, storageValue } from "../../../../native/practice/frame/storage.ts";
import { composeRuntime } from "../../../../native/practice/runtime/compose.ts";
import { practiceRuntime } from "../../../../native/practice/runtime/runtime.ts";
import { bareExtension } from "../../../../native/practice/runtime/system/extensions.ts";
import { bool, u16, u32 } from "../../../../native/practice/scale/type.ts";
import { unexplained } from "./beyond-finney.ts";
import { MetadataComparison, readMetadata } from "./metadata-difference.ts";

const finney = new URL(
  "../../../../../shared/data/finney-spec424-metadata-v16.scale",
  import.meta.url,
);

/** All versions that are served: APIs since V15; deprecations, associated types, view functions and API versions in V16. */
const versions = [14, 15, 16] as const;

/** What only V16 tells of the wrong pallet below. */
const newest = [
  "Swap.FeeRate deprecation",
  "Swap calls deprecated cases",
  "Swap associated types",
  "Swap view functions",
  "SwapRuntimeApi version",
];

const extension = bareExtension("SubtensorTransactionExtension", [
  "pallet_subtensor",
  "extensions",
  "subtensor",
]);

describe.runIf(existsSync(finney))("the practice runtime against finney's own metadata", () => {
  it.each(versions)("declares in V%i nothing that finney declares differently", (version) => {
    const ours = readMetadata(practiceRuntime(() => undefined).metadata(version));
    const theirs = readMetadata(readFileSync(finney));
    expect(unexplained(new MetadataComparison(ours, theirs).run(), version)).toEqual([]);
  });
});

describe.runIf(existsSync(finney))("the comparison itself", () => {
  it.each(versions)("names every entry that differs in V%i", (version) => {
    const wrong = definePallet({
      name: "Swap",
      index: 27,
      path: ["pallet_subtensor_swap", "pallet", "pallet"],
      storage: {
        FeeRate: storageMap(["Identity", u16], u32, { default: 3, deprecated: true }),
        Invented: storageValue(u16),
      },
      calls: {
        set_fee_rate: { index: 1, args: { netuid: u32, rate: u16 }, pays: true, deprecated: true },
      },
      events: { Invented: { index: 0, fields: [] } },
      errors: { FeeRateTooHigh: 9 },
      constants: {
        MaxFeeRate: { type: bool, value: true },
        InventedConstant: { type: u16, value: 1 },
      },
      associatedTypes: { Invented: u16 },
    });
    const handlers = { set_fee_rate: () => undefined };
    const view = apiMethod({}, bool, () => true);
    const views = { invented: { ...view, suffix: `0x${"00".repeat(16)}` } };
    const modules = [implement(wrong, handlers, {}, views)];
    const wrongApi = defineApi("SwapRuntimeApi", 7, { current_alpha_price: view });
    const other = composeRuntime({ modules, apis: [wrongApi], extension }, () => undefined);
    const found = new MetadataComparison(
      readMetadata(other.metadata(version)),
      readMetadata(readFileSync(finney)),
    ).run();
    const starts = found.map((line) => line.slice(0, line.indexOf(":")));
    expect(starts).toEqual(
      expect.arrayContaining([
        "Swap index",
        "Swap.FeeRate fallback",
        "Swap.FeeRate hashers",
        "Swap.FeeRate value",
        "Swap.Invented",
        "Swap calls > Call.set_fee_rate index",
        "Swap events > Event.Invented",
        "Swap errors > Error.FeeRateTooHigh index",
        "Swap constant MaxFeeRate",
        "Swap constant MaxFeeRate value",
        "Swap constant InventedConstant",
        ...(version === 16 ? newest : []),
        ...(version === 14 ? [] : ["SwapRuntimeApi.current_alpha_price inputs"]),
      ]),
    );
  });
});
