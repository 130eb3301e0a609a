import { describe, expect, it } from "vitest";
import { TypeRegistry } from "../../../../native/practice/scale/registry.ts";
import { option, struct, u8, u32, vec } from "../../../../native/practice/scale/type.ts";
import { lateType, variant } from "../../../../native/practice/scale/variant.ts";
import { runtime } from "../node/practice-chain.ts";
import { MetadataComparison, readMetadata } from "./metadata-difference.ts";

describe("the type registry", () => {
  it("gives equal shapes one number and different ones their own", () => {
    const registry = new TypeRegistry();
    const first = registry.id(struct(["a", "B"], { list: vec(u8) }).shape);
    expect(registry.id(struct(["a", "B"], { list: vec(u8) }).shape)).toBe(first);
    expect(registry.id(struct(["a", "C"], { list: vec(u8) }).shape)).not.toBe(first);
    expect(registry.id(struct(["a", "B"], { list: vec(u32) }).shape)).not.toBe(first);
    expect(registry.id(option(u8).shape)).not.toBe(registry.id(option(u32).shape));
    expect(registry.lookup().map(({ id }) => id)).toEqual(
      registry.lookup().map((_, index) => index),
    );
  });

  it("ends at a type that holds itself", () => {
    const late = lateType<unknown>("Tree");
    const tree = variant(["Tree"], {
      Leaf: { index: 0 },
      Node: { index: 1, fields: [vec(late.type)] },
    });
    late.bind(tree);
    const registry = new TypeRegistry();
    const id = registry.id(tree.shape);
    expect(registry.id(late.type.shape)).toBe(id);
    expect(registry.lookup()).toContainEqual(
      expect.objectContaining({ def: { tag: "sequence", value: id } }),
    );
  });
});

describe("metadata", () => {
  it("says the same in V16 as in V15, as polkadot-api reads them", () => {
    const [old, now] = [readMetadata(runtime.metadata(15)), readMetadata(runtime.metadata(16))];
    expect(now.version).toBe(16);
    expect(new MetadataComparison(old, now).run()).toEqual([]);
    expect(new MetadataComparison(now, old).run()).toEqual([]);
    expect(now.extrinsic.version).toEqual([4, 5]);
    expect(now.lookup[0]?.path.at(-1)).toBe("AccountId32");
    expect(now.lookup.every(({ id }, index) => id === index)).toBe(true);
  });

  it("says something of every error, since stock tools call those unknown that say nothing", () => {
    for (const version of [14, 15, 16] as const) {
      const { lookup } = readMetadata(runtime.metadata(version));
      const errors = lookup.flatMap(({ path, def }) =>
        path.at(-2) === "pallet" && path.at(-1) === "Error" && def.tag === "variant"
          ? def.value
          : [],
      );
      expect(errors.length).toBeGreaterThan(5);
      for (const { name, docs } of errors)
        expect(docs.join("").replaceAll(/\W/g, "").toLowerCase()).toBe(name.toLowerCase());
      const existing = errors.find(({ name }) => name === "ExistingVestingSchedule");
      expect(existing?.docs).toEqual(["Existing vesting schedule."]);
    }
  });

  it("says the same in V14 and V15, as polkadot-api reads them", () => {
    const [old, now] = [readMetadata(runtime.metadata(14)), readMetadata(runtime.metadata(15))];
    expect(old.pallets.length).toBeGreaterThan(5);
    expect(new MetadataComparison(old, now).run()).toEqual([]);
    const onlyNew = now.apis.map(({ name }) => expect.stringMatching(`^${name}: `));
    expect(new MetadataComparison(now, old).run()).toEqual(onlyNew);
    expect(old.apis).toEqual([]);
    expect(now.apis.map(({ name }) => name)).toContain("TransactionPaymentApi");
    expect(Object.values(old.extrinsic.signedExtensions)[0]).toHaveLength(13);
    // bittensor 10 encodes whatever has type 0 as an account.
    for (const { lookup } of [old, now]) expect(lookup[0]?.path.at(-1)).toBe("AccountId32");
    for (const { lookup } of [old, now])
      expect(lookup.every(({ id }, index) => id === index)).toBe(true);
  });
});
