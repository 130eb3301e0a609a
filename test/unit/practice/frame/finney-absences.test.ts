import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { composeRuntime } from "../../../../native/practice/runtime/compose.ts";
import { practiceRuntime } from "../../../../native/practice/runtime/runtime.ts";
import { bareExtension } from "../../../../native/practice/runtime/system/extensions.ts";
import { absences, missing } from "./finney-absences.ts";
import { readMetadata } from "./metadata-difference.ts";

const finney = new URL(
  "../../../../../shared/data/finney-spec424-metadata-v16.scale",
  import.meta.url,
);
/** Read only where the file is: the suite is built without it, too. */
const finneyMetadata = () => readMetadata(readFileSync(finney));
const extension = bareExtension("SubtensorTransactionExtension", ["pallet_subtensor"]);

describe.runIf(existsSync(finney))("what finney has and the practice network has not", () => {
  it("is what the table says, no more and no less", () => {
    const ours = readMetadata(practiceRuntime(() => undefined).metadata(16));
    const listed = absences.flatMap(({ names }) => names);
    expect(missing(ours, finneyMetadata()).sort()).toEqual(listed.sort());
  });

  it("would be seen: pallets, calls, storage, events, errors, constants, reasons and APIs", () => {
    const theirs = finneyMetadata();
    const little = composeRuntime({ modules: [], apis: [], extension }, () => undefined);
    const found = missing(readMetadata(little.metadata(16)), theirs);
    expect(found).toEqual(
      expect.arrayContaining([
        "Swap pallet",
        "Swap call set_fee_rate",
        "Swap storage FeeRate",
        "Swap constant MaxFeeRate",
        "Swap error FeeRateTooHigh",
        "SubtensorModule event StakeAdded",
        "Proxy view check_permissions",
        "SwapRuntimeApi.current_alpha_price",
      ]),
    );
    expect(found).not.toContain("Balances pallet");
    expect(found).not.toContain("RuntimeHoldReason case Contracts");
    expect(missing(theirs, theirs)).toEqual([]);
  });
});
