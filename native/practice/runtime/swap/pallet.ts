import { definePallet } from "../../frame/pallet.ts";
import { storageMap } from "../../frame/storage.ts";
import { boundedBytes } from "../../scale/bounded.ts";
import { bool, struct, u16, u64 } from "../../scale/type.ts";
import { nonZeroU64, palletId, perquintill } from "../subtensor/types.ts";
import { liquidityCalls } from "./calls-liquidity.ts";
import { olderSwapStorage } from "./storage-older.ts";

const balancer = struct(
  ["pallet_subtensor_swap", "pallet", "balancer", "Balancer"],
  { quote: perquintill },
  { quote: "Perquintill" },
);

/** Pallet 28: the pools that trade TAO against alpha. The reserves themselves are in SubtensorModule. */
export const swap = definePallet({
  name: "Swap",
  index: 28,
  path: ["pallet_subtensor_swap", "pallet", "pallet"],
  storage: {
    FeeRate: storageMap(["Twox64Concat", u16], u16, { default: 33 }),
    SwapBalancer: storageMap(["Twox64Concat", u16], balancer, {
      default: { quote: 500_000_000_000_000_000n },
    }),
    PalSwapInitialized: storageMap(["Twox64Concat", u16], bool),
    HasMigrationRun: storageMap(["Identity", boundedBytes], bool),
    ScrapReservoirAlpha: storageMap(["Twox64Concat", u16], u64),
    ...olderSwapStorage,
  },
  calls: {
    set_fee_rate: {
      index: 0,
      args: { netuid: u16, rate: u16 },
      typeNames: { netuid: "NetUid", rate: "u16" },
      pays: true,
      weight: 230_000_000n,
    },
    ...liquidityCalls,
  },
  events: { FeeRateSet: { index: 0, fields: { netuid: u16, rate: u16 } } },
  errors: {
    FeeRateTooHigh: 0,
    InsufficientInputAmount: 1,
    InsufficientLiquidity: 2,
    PriceLimitExceeded: 3,
    InsufficientBalance: 4,
    InvalidTickRange: 5,
    InvalidLiquidityValue: 6,
    ReservesTooLow: 7,
    MechanismDoesNotExist: 8,
    SubtokenDisabled: 9,
    ReservesOutOfBalance: 10,
    SwapInputTooLarge: 11,
    Deprecated: 12,
  },
  constants: {
    ProtocolId: { type: palletId, value: "0x74656e2f73776170" },
    MaxFeeRate: { type: u16, value: 10_000 },
    MinimumLiquidity: { type: u64, value: 1_000n },
    MinimumReserve: { type: nonZeroU64, value: 1_000_000n },
  },
});
