import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { describe, expect, test } from "vitest";
import { hexOf } from "../../../../native/practice/frame/hasher.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { CallBench, call, person, runtime } from "../call-bench.ts";

const someone = person(1);
const code = new TextEncoder().encode("\0asm, and then nothing that this program runs");
const code_hash = `0x${hexOf(Blake2256(code))}`;
const authorized = ({ state }: CallBench) => system.storage.AuthorizedUpgrade.find(state);

describe("a runtime by transaction", () => {
  test("is set by nobody, and is root's alone to try", () => {
    const chain = new CallBench();
    for (const name of ["set_code", "set_code_without_checks"]) {
      expect(chain.run(someone, `System.${name}`, { code })).toBe("BadOrigin");
      expect(chain.run("root", `System.${name}`, { code })).toBe(
        "System.FailedToExtractRuntimeVersion",
      );
    }
    expect(chain.run(someone, "System.set_heap_pages", { pages: 64n })).toBe("BadOrigin");
    expect(chain.run("root", "System.set_heap_pages", { pages: 64n })).toBe("System.CallFiltered");
  });

  test.each([
    ["authorize_upgrade", true],
    ["authorize_upgrade_without_checks", false],
  ])("is authorized by root with %s, and rejected for good when its code comes", (name, check) => {
    const chain = new CallBench();
    const apply = (bytes: Uint8Array) =>
      chain.run(someone, "System.apply_authorized_upgrade", { code: bytes });
    expect(apply(code)).toBe("System.NothingAuthorized");
    expect(chain.run(someone, `System.${name}`, { code_hash })).toBe("BadOrigin");
    expect(chain.run("root", `System.${name}`, { code_hash })).toBe("ok");
    expect(chain.named("System.UpgradeAuthorized")).toEqual([{ code_hash, check_version: check }]);
    expect(apply(code.slice(1))).toBe("System.Unauthorized");
    expect(authorized(chain)).toEqual({ code_hash, check_version: check });
    expect(apply(code)).toBe("ok");
    expect(chain.cost).toEqual({ pays: false });
    const error = { type: "Module", value: { index: 0, error: "0x02000000" } };
    expect(chain.named("System.RejectedInvalidAuthorizedUpgrade")).toEqual([{ code_hash, error }]);
    expect(authorized(chain)).toBeUndefined();
  });

  test("weighs what it does on finney, among what goes first", () => {
    const info = runtime.info(call("System.set_code", { code }));
    expect(info).toEqual({ dispatchClass: "Operational", pays: true, weight: 87_811_619_000n });
  });
});

test("references are counted in three numbers, from the first block on, and that is written once", () => {
  const chain = new CallBench();
  const { UpgradedToU32RefCount, UpgradedToTripleRefCount } = system.storage;
  expect(UpgradedToTripleRefCount.get(chain.state)).toBe(false);
  chain.initialize("System");
  expect(UpgradedToU32RefCount.get(chain.state)).toBe(true);
  expect(UpgradedToTripleRefCount.get(chain.state)).toBe(true);
});
