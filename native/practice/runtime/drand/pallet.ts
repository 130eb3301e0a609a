import { definePallet } from "../../frame/pallet.ts";
import { storageMap, storageValue } from "../../frame/storage.ts";
import { boundedBytes } from "../../scale/bounded.ts";
import { bool, u32, u64, vec } from "../../scale/type.ts";
import { quicknet } from "./quicknet.ts";
import {
  beaconConfiguration,
  configurationPayload,
  payloadSignature,
  pulse,
  pulsesPayload,
} from "./types.ts";

/** Pallet 26: the rounds of a drand beacon, which open what was encrypted to them. */
export const drand = definePallet({
  name: "Drand",
  index: 26,
  path: ["pallet_drand", "pallet"],
  storage: {
    BeaconConfig: storageValue(beaconConfiguration, { default: quicknet }),
    HasMigrationRun: storageMap(["Identity", boundedBytes], bool),
    Pulses: storageMap(["Blake2_128Concat", u64], pulse, { optional: true }),
    LastStoredRound: storageValue(u64),
    OldestStoredRound: storageValue(u64),
    NextUnsignedAt: storageValue(u32),
  },
  calls: {
    write_pulse: {
      index: 0,
      args: { pulses_payload: pulsesPayload, signature: payloadSignature },
      typeNames: {
        pulses_payload: "PulsesPayload<T::Public, BlockNumberFor<T>>",
        signature: "Option<T::Signature>",
      },
      pays: true,
      weight: 4_769_000_000n,
      // Only the node's own beacon writes pulses, as inherents (docs/decisions/005).
      dispatchClass: "Mandatory",
    },
    set_beacon_config: {
      index: 1,
      args: { config_payload: configurationPayload, signature: payloadSignature },
      typeNames: {
        config_payload: "BeaconConfigurationPayload<T::Public, BlockNumberFor<T>>",
        signature: "Option<T::Signature>",
      },
      pays: true,
      weight: 208_766_000n,
    },
    set_oldest_stored_round: {
      index: 2,
      args: { oldest_round: u64 },
      typeNames: { oldest_round: "u64" },
      pays: true,
      weight: 105_370_000n,
    },
  },
  events: {
    BeaconConfigChanged: { index: 0, fields: [] },
    NewPulse: {
      index: 1,
      fields: { rounds: vec(u64) },
      typeNames: { rounds: "Vec<RoundNumber>" },
    },
    SetOldestStoredRound: { index: 2, fields: [u64], typeNames: ["u64"] },
  },
  errors: {
    NoneValue: 0,
    StorageOverflow: 1,
    DrandConnectionFailure: 2,
    UnverifiedPulse: 3,
    InvalidRoundNumber: 4,
    PulseVerificationError: 5,
  },
  constants: {
    UnsignedPriority: { type: u64, value: 1_048_576n },
    HttpFetchTimeout: { type: u64, value: 1_000n },
  },
});
