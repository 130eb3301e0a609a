import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { ensureNone, ensureRoot, ensureSigned } from "../../frame/context.ts";
import { hexOf } from "../../frame/hasher.ts";
import { implement, type PalletModule } from "../../frame/pallet.ts";
import { accountBytes } from "../../scale/account.ts";
import { boundedBytes } from "../../scale/bounded.ts";
import { concatenated } from "../../scale/type.ts";
import { mevShield } from "./pallet.ts";
import { announce } from "./rotation.ts";
import { clearStored, store } from "./stored.ts";

const { storage, event } = mevShield;

/** Reference time in picoseconds that stored extrinsics may ever take at the beginning of a block: half of a block's. */
const LARGEST_WEIGHT = 2_000_000_000_000n;

function checkWeight(value: bigint): void {
  if (value > LARGEST_WEIGHT) mevShield.fail("WeightExceedsAbsoluteMax");
}

/**
 * The calls of MevShield on a network that announces a key every `rotation` blocks. What is inside a shielded transaction is run by
 * the block's maker. Source: pallets/shield/src/lib.rs.
 */
export function mevShieldModule(rotation: number): PalletModule {
  return implement(
    mevShield,
    {
      announce_next_key(context, { enc_key }) {
        ensureNone(context);
        announce(context, enc_key, rotation);
      },
      submit_encrypted(context, { ciphertext }) {
        const who = ensureSigned(context);
        const content = concatenated([accountBytes(who), boundedBytes.codec.enc(ciphertext)]);
        context.deposit(event.EncryptedSubmitted({ id: `0x${hexOf(Blake2256(content))}`, who }));
      },
      store_encrypted(context, { encrypted_call }) {
        store(context, ensureSigned(context), encrypted_call);
      },
      set_max_pending_extrinsics_number(context, { value }) {
        ensureRoot(context);
        storage.MaxPendingExtrinsicsLimit.put(context.state, value);
        context.deposit(event.MaxPendingExtrinsicsNumberSet({ value }));
      },
      set_on_initialize_weight(context, { value }) {
        ensureRoot(context);
        checkWeight(value);
        storage.OnInitializeWeight.put(context.state, value);
        context.deposit(event.OnInitializeWeightSet({ value }));
      },
      set_stored_extrinsic_lifetime(context, { value }) {
        ensureRoot(context);
        storage.ExtrinsicLifetime.put(context.state, value);
        context.deposit(event.ExtrinsicLifetimeSet({ value }));
      },
      set_max_extrinsic_weight(context, { value }) {
        ensureRoot(context);
        checkWeight(value);
        storage.MaxExtrinsicWeight.put(context.state, value);
        context.deposit(event.MaxExtrinsicWeightSet({ value }));
      },
    },
    { onInitialize: clearStored },
  );
}
