import { ensureRoot } from "../../frame/context.ts";
import { definePallet, implement } from "../../frame/pallet.ts";
import { storageValue } from "../../frame/storage.ts";
import { permill, u256 } from "./types.ts";

/** Pallet 25: what a unit of Ethereum's gas costs at least. Root sets it; nothing here uses gas. */
export const baseFee = definePallet({
  name: "BaseFee",
  index: 25,
  path: ["pallet_base_fee", "pallet"],
  eventParameters: [],
  storage: {
    BaseFeePerGas: storageValue(u256, { default: [20_000_000_000n, 0n, 0n, 0n] }),
    Elasticity: storageValue(permill, { default: 125_000 }),
  },
  calls: {
    set_base_fee_per_gas: { index: 0, args: { fee: u256 }, typeNames: { fee: "U256" }, pays: true },
    set_elasticity: {
      index: 1,
      args: { elasticity: permill },
      typeNames: { elasticity: "Permill" },
      pays: true,
    },
  },
  events: {
    NewBaseFeePerGas: { index: 0, fields: { fee: u256 }, typeNames: { fee: "U256" } },
    BaseFeeOverflow: { index: 1, fields: [] },
    NewElasticity: {
      index: 2,
      fields: { elasticity: permill },
      typeNames: { elasticity: "Permill" },
    },
  },
  errors: {},
  constants: {},
});

/** The calls of BaseFee. Source: frontier, pallet-base-fee. */
export const baseFeeModule = implement(baseFee, {
  set_base_fee_per_gas(context, { fee }) {
    ensureRoot(context);
    baseFee.storage.BaseFeePerGas.put(context.state, fee);
    context.deposit(baseFee.event.NewBaseFeePerGas({ fee }));
  },
  set_elasticity(context, { elasticity }) {
    ensureRoot(context);
    baseFee.storage.Elasticity.put(context.state, elasticity);
    context.deposit(baseFee.event.NewElasticity({ elasticity }));
  },
});
