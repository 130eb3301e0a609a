import { u64 as scaleU64 } from "@polkadot-api/substrate-bindings";
import { definePallet, implement, type PalletModule } from "../../frame/pallet.ts";
import { storageValue } from "../../frame/storage.ts";
import { boundedVec } from "../../scale/bounded.ts";
import { newtype, u64 } from "../../scale/type.ts";
import { authorityId } from "../config-types.ts";
import { system } from "../system/pallet.ts";

/** A span of time in which one authority makes a block. */
export const slot = newtype(["sp_consensus_slots", "Slot"], u64, "u64");

/** The only maker of blocks: a name instead of a key, since nobody checks its signature. */
export const BLOCK_MAKER = `0x${Buffer.from("Hearth practice block maker".padEnd(32)).toString("hex")}`;

const storageItems = {
  Authorities: storageValue(boundedVec(authorityId)),
  CurrentSlot: storageValue(slot),
};

function auraPallet(slotMillis: bigint) {
  return definePallet({
    name: "Aura",
    index: 3,
    path: ["pallet_aura", "pallet"],
    associatedTypes: { AuthorityId: authorityId },
    storage: storageItems,
    calls: {},
    events: {},
    errors: {},
    constants: { SlotDuration: { type: u64, value: slotMillis } },
  });
}

/** The storage of Aura: who makes blocks, and the slot of the newest one. */
export const auraStorage = auraPallet(0n).storage;

/**
 * The Aura pallet of a network that makes a block every `slotMillis` milliseconds: tools read there how long a block takes. One
 * authority makes them all.
 */
export function auraModule(slotMillis: number): PalletModule {
  return implement(
    auraPallet(BigInt(slotMillis)),
    {},
    {
      onInitialize({ state }) {
        if (auraStorage.Authorities.get(state).length === 0)
          auraStorage.Authorities.put(state, [BLOCK_MAKER]);
        const log = system.storage.Digest.get(state).logs[0];
        if (log?.type === "PreRuntime")
          auraStorage.CurrentSlot.put(state, scaleU64.dec(log.value[1]));
      },
    },
  );
}

/** Who makes the block being built, and every later one: undefined before the first block. */
export function blockMaker(state: Parameters<typeof auraStorage.Authorities.get>[0]) {
  return auraStorage.Authorities.get(state)[0];
}
