import { boundedBytes } from "../../scale/bounded.ts";
import { multiSignature } from "../../scale/substrate.ts";
import {
  fixedBytes,
  option,
  type ScaleType,
  struct,
  u32,
  u64,
  type ValueOf,
  vec,
} from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";

const path = ["pallet_drand", "types"] as const;

/** Which beacon the chain listens to. */
export const beaconConfiguration = struct(
  [...path, "BeaconConfiguration"],
  {
    public_key: boundedBytes,
    period: u32,
    genesis_time: u32,
    hash: boundedBytes,
    group_hash: boundedBytes,
    scheme_id: boundedBytes,
    metadata: struct(
      [...path, "Metadata"],
      { beacon_id: boundedBytes },
      { beacon_id: "BoundedHash" },
    ),
  },
  {
    public_key: "OpaquePublicKey",
    period: "u32",
    genesis_time: "u32",
    hash: "BoundedHash",
    group_hash: "BoundedHash",
    scheme_id: "BoundedHash",
    metadata: "Metadata",
  },
);
export type BeaconConfiguration = ValueOf<typeof beaconConfiguration>;

/** One round's signature, and its sha256 as randomness. */
export const pulse = struct(
  [...path, "Pulse"],
  { round: u64, randomness: boundedBytes, signature: boundedBytes },
  {
    round: "RoundNumber",
    randomness: "BoundedVec<u8, ConstU32<32>>",
    signature: "BoundedVec<u8, ConstU32<144>>",
  },
);
export type Pulse = ValueOf<typeof pulse>;

const multiSigner = variant(["sp_runtime", "MultiSigner"], {
  Ed25519: { index: 0, fields: [fixedBytes(32)], typeNames: ["ed25519::Public"] },
  Sr25519: { index: 1, fields: [fixedBytes(32)], typeNames: ["sr25519::Public"] },
  Ecdsa: { index: 2, fields: [fixedBytes(33)], typeNames: ["ecdsa::Public"] },
});

/** Pulses on their way onto the chain, as an offchain worker of finney sends them. */
export const pulsesPayload = payload("PulsesPayload", "pulses", vec(pulse), "Vec<Pulse>");
/** A new configuration, as root sends it. */
export const configurationPayload = payload(
  "BeaconConfigurationPayload",
  "config",
  beaconConfiguration,
  "BeaconConfiguration",
);
/** The signature under a payload. */
export const payloadSignature = option(multiSignature);

function payload<const Name extends string, T>(
  type: string,
  name: Name,
  content: ScaleType<T>,
  typeName: string,
) {
  const fields = { block_number: u32, [name]: content, public: multiSigner } as {
    block_number: typeof u32;
    public: typeof multiSigner;
  } & Record<Name, ScaleType<T>>;
  const names = { block_number: "BlockNumber", [name]: typeName, public: "Public" };
  return struct([...path, type], fields, names, [
    { name: "Public", type: multiSigner.shape },
    { name: "BlockNumber", type: u32.shape },
  ]);
}
