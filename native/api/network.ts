import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { nothing, procedure } from "./procedure.ts";
import { address, amountText, hash, netuid, unixMillis } from "./units.ts";

/** Which chain this node follows and how far; what has not been read yet is absent. `totalIssuance` in rao. */
export const networkInfo = z.object({
  network: z.enum(["practice", "finney", "test", "custom"]),
  endpoint: z.string(),
  connection: z.enum(["connecting", "connected", "disconnected"]),
  chain: z.string().optional(),
  genesis: hash.optional(),
  specVersion: z.number().int().optional(),
  best: z.object({ number: z.number().int(), hash, time: unixMillis }).optional(),
  finalized: z.object({ number: z.number().int(), hash }).optional(),
  /** Seconds between blocks, from the chain's own constant or recent blocks. */
  blockSeconds: z.number().positive().optional(),
  totalIssuance: amountText.optional(),
});
export type NetworkInfo = z.infer<typeof networkInfo>;

/** One subnet at the newest block: its pool in rao (`taoIn`) and alpha units, and in `burn` the rao that a place costs now. */
export const subnet = z.object({
  netuid,
  name: z.string(),
  symbol: z.string(),
  ownerHotkey: address,
  neurons: z.number().int().nonnegative(),
  maximumNeurons: z.number().int().nonnegative(),
  tempo: z.number().int(),
  blocksUntilEpoch: z.number().int().nonnegative(),
  burn: amountText,
  /** Rao per alpha times 1e9. */
  price: amountText,
  taoIn: amountText,
  alphaIn: amountText,
  alphaOut: amountText,
  /** Rao per block. */
  emission: amountText,
  registrationAllowed: z.boolean(),
});
export type Subnet = z.infer<typeof subnet>;

/** One place of a subnet. `stake` and `emission` in alpha units; scores are fractions of 1; last update and registration are blocks. */
export const neuron = z.object({
  uid: z.number().int().nonnegative(),
  hotkey: address,
  coldkey: address,
  own: z.boolean(),
  active: z.boolean(),
  axon: z.string().optional(),
  stake: amountText,
  incentive: z.number().min(0).max(1),
  dividends: z.number().min(0).max(1),
  consensus: z.number().min(0).max(1),
  trust: z.number().min(0).max(1),
  permit: z.boolean(),
  /** Alpha of the last epoch. */
  emission: amountText,
  lastUpdate: z.number().int().nonnegative(),
  registeredAt: z.number().int().nonnegative(),
  immune: z.boolean(),
});
export type Neuron = z.infer<typeof neuron>;

/** The chain as it is read: connection, subnets and neurons. Reads fail with CHAIN_UNREACHABLE, or CHAIN_LACKS where the runtime has no such call. */
export const network = {
  info: procedure.input(nothing).output(networkInfo),
  subnets: procedure.input(nothing).output(z.array(subnet)),
  metagraph: procedure
    .input(z.object({ netuid: netuid.default(1) }).default({ netuid: 1 }))
    .output(z.object({ netuid, block: z.number().int(), neurons: z.array(neuron) })),
  /** Streams the connection state and each new best block. */
  watch: procedure.input(nothing).output(eventIterator(networkInfo)),
};
