import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { definePallet, implement } from "../../../../native/practice/frame/pallet.ts";
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

/** All versions that are served; APIs are only in V15, everything else in both. */
const versions = [14, 15] as const;

const extension = bareExtension("SubtensorTransactionExtension", [
  "pallet_subtensor",
  "extensions",
  "subtensor",
]);

describe.runIf(existsSync(finney))("the practice runtime against finney's own metadata", () => {
  it.each(versions)("declares in V%i nothing that finney declares differently", (version) => {
    const ours = readMetadata(practiceRuntime(() => undefined).metadata(version));
    const theirs = readMetadata(readFileSync(finney));
    expect(unexplained(new MetadataComparison(ours, theirs).run())).toEqual([]);
  });
});

describe.runIf(existsSync(finney))("the comparison itself", () => {
  it.each(versions)("names every entry that differs in V%i", (version) => {
    const wrong = definePallet({
      name: "Swap",
      index: 27,
      path: ["pallet_subtensor_swap", "pallet", "pallet"],
      storage: {
        FeeRate: storageMap(["Identity", u16], u32, { default: 3 }),
        Invented: storageValue(u16),
      },
      calls: { set_fee_rate: { index: 1, args: { netuid: u32, rate: u16 }, pays: true } },
      events: { Invented: { index: 0, fields: [] } },
      errors: { FeeRateTooHigh: 9 },
      constants: {
        MaxFeeRate: { type: bool, value: true },
        InventedConstant: { type: u16, value: 1 },
      },
    });
    const handlers = { set_fee_rate: () => undefined };
    const modules = [implement(wrong, handlers)];
    const other = composeRuntime({ modules, apis: [], extension }, () => undefined);
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
      ]),
    );
  });
});
