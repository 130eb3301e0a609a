import { definePallet, implement } from "../../frame/pallet.ts";
import { storageValue } from "../../frame/storage.ts";
import { boundedVec } from "../../scale/bounded.ts";
import { hash256 } from "../../scale/type.ts";

/**
 * Pallet 1: hashes of the last 81 blocks, for pallets that want chance. None does, here or on finney, so that they are not kept: they
 * would more than double what an empty block takes on disk, and System.BlockHash has them all.
 */
export const randomnessModule = implement(
  definePallet({
    name: "RandomnessCollectiveFlip",
    index: 1,
    path: ["pallet_insecure_randomness_collective_flip", "pallet"],
    storage: { RandomMaterial: storageValue(boundedVec(hash256)) },
    calls: {},
    events: {},
    errors: {},
    constants: {},
  }),
  {},
);
