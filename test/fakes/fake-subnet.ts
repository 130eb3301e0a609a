import { HearthError } from "../../native/api/errors.ts";
import type { ChainCall } from "../../native/chain/chain-port.ts";
import { type FakeChain, fakeChain } from "./fake-chain.ts";

const NETUID = 1;
const EMISSION = 8_200_000_000n;

interface FakeNeuron {
  readonly hotkey: string;
  readonly coldkey: string;
  readonly registeredAt: number;
  permit: boolean;
  stake: bigint;
  incentive: number;
  lastUpdate: number;
  axon: { ip: bigint; port: number; ip_type: number; protocol: number; block: bigint } | undefined;
  weights: ReadonlyMap<number, { readonly value: number; readonly setAt: number }>;
}

/** Every argument of the calls below; each call has its own of them. */
interface FakeArguments {
  readonly hotkey: string;
  readonly limit_price: bigint;
  readonly amount_staked: bigint;
  readonly ip: bigint;
  readonly port: number;
  readonly ip_type: number;
  readonly protocol: number;
  readonly dests: readonly number[];
  readonly weights: readonly number[];
}

/** A fake chain with one subnet on it that behaves as far as miners and validators can tell. */
export interface FakeSubnet {
  readonly chain: FakeChain;
  readonly neurons: FakeNeuron[];
  /** Registers a hotkey as of genesis; a validator has stake and permit. */
  add(hotkey: string, kind: "miner" | "validator"): number;
  setFree(address: string, rao: bigint): void;
  /** Makes a block; runs the epoch in it when it is due: miners are paid by the sum of weights set since they registered. */
  block(): number;
  setBurn(rao: bigint): void;
}

/** Makes the chain and subnet 1 with epochs every `tempo` blocks. */
export function fakeSubnet({ tempo = 20 } = {}): FakeSubnet {
  const chain = fakeChain({ start: 1 });
  const neurons: FakeNeuron[] = [];
  const free = new Map<string, bigint>();
  let burn = 1_000_000_000n;
  let lastEpoch = 0;
  const now = (): number => chain.state().best?.number ?? 0;

  const set = (item: string, keys: readonly unknown[], value: unknown): void =>
    chain.set("SubtensorModule", item, keys, value);
  const setFree = (address: string, rao: bigint): void => {
    free.set(address, rao);
    const data = { free: rao, reserved: 0n, frozen: 0n };
    chain.set("System", "Account", [address], { nonce: 0, data });
  };
  const setBurn = (rao: bigint): void => {
    burn = rao;
    set("Burn", [NETUID], rao);
  };
  const fail = (name: string): never => {
    throw new HearthError("TRANSACTION_FAILED", { reason: `SubtensorModule.${name}` });
  };
  const neuronOf = (hotkey: string): FakeNeuron =>
    neurons.find((one) => one.hotkey === hotkey) ?? fail("HotKeyNotRegisteredInSubNet");
  const add = (hotkey: string, coldkey: string, registeredAt: number): FakeNeuron => {
    const neuron: FakeNeuron = {
      hotkey,
      coldkey,
      registeredAt,
      permit: false,
      stake: 0n,
      incentive: 0,
      lastUpdate: registeredAt,
      axon: undefined,
      weights: new Map(),
    };
    const uid = neurons.push(neuron) - 1;
    set("Uids", [NETUID, hotkey], uid);
    set("BlockAtRegistration", [NETUID, uid], BigInt(registeredAt));
    return neuron;
  };

  const register = (hotkey: string, address: string): void => {
    const left = (free.get(address) ?? 0n) - burn;
    if (left < 0n) fail("NotEnoughBalanceToStake");
    setFree(address, left);
    add(hotkey, address, now() + 1);
  };

  set("NetworkRegistrationAllowed", [NETUID], true);
  set("WeightsSetRateLimit", [NETUID], 5n);
  set("ServingRateLimit", [NETUID], 5n);
  set("WeightsVersionKey", [NETUID], 0n);
  set("MaxAllowedValidators", [NETUID], 64);
  set("StakeThreshold", [], 0n);
  set("Tempo", [NETUID], tempo);
  set("LastEpochBlock", [NETUID], 0n);
  setBurn(burn);
  const nextEpoch = (): number => lastEpoch + tempo;
  chain.setApi("SubnetInfoRuntimeApi", "get_next_epoch_start_block", nextEpoch);
  chain.setApi("SwapRuntimeApi", "current_alpha_price", () => 500_000_000n);
  chain.setApi(
    "StakeInfoRuntimeApi",
    "get_stake_info_for_hotkey_coldkey_netuid",
    (hotkey, coldkey) => {
      const own = neurons.find((one) => one.hotkey === hotkey && one.coldkey === coldkey);
      return own && { hotkey, coldkey, netuid: NETUID, stake: own.stake, is_registered: true };
    },
  );
  chain.setApi("NeuronInfoRuntimeApi", "get_neurons_lite", () =>
    neurons.map((one, uid) => ({
      uid,
      hotkey: one.hotkey,
      coldkey: one.coldkey,
      active: true,
      axon_info: one.axon ?? { ip: 0n, port: 0, ip_type: 4, protocol: 4 },
      stake: [[one.coldkey, one.stake]],
      emission: 0n,
      incentive: one.incentive,
      consensus: 0,
      validator_trust: 65_535,
      dividends: 0,
      last_update: BigInt(one.lastUpdate),
      validator_permit: one.permit,
    })),
  );

  const calls: Record<string, (args: FakeArguments, address: string) => void> = {
    register_limit: ({ hotkey, limit_price }, address) => {
      if (burn > limit_price) fail("RegistrationPriceLimitExceeded");
      register(hotkey, address);
    },
    burned_register: ({ hotkey }, address) => register(hotkey, address),
    serve_axon: ({ ip, port, ip_type, protocol }, address) => {
      if (ip === 0x7f000001n) fail("InvalidIpAddress");
      const neuron = neuronOf(address);
      const block = BigInt(now() + 1);
      if (neuron.axon && block - neuron.axon.block < 5n) fail("ServingRateLimitExceeded");
      neuron.axon = { ip, port, ip_type, protocol, block };
      set("Axons", [NETUID, address], { ...neuron.axon, version: 0 });
    },
    set_weights: ({ dests, weights }, address) => {
      const neuron = neuronOf(address);
      if (!neuron.permit) fail("NeuronNoValidatorPermit");
      if (now() + 1 - neuron.lastUpdate < 5) fail("SettingWeightsTooFast");
      neuron.lastUpdate = now() + 1;
      neuron.weights = new Map(
        dests.map((uid, index) => [uid, { value: weights[index] ?? 0, setAt: now() + 1 }]),
      );
    },
    add_stake_limit: ({ hotkey, amount_staked }, address) => {
      setFree(address, (free.get(address) ?? 0n) - amount_staked);
      neuronOf(hotkey).stake += amount_staked * 2n;
    },
  };
  chain.dispatch((call: ChainCall, address) => {
    const run = calls[call.name];
    if (run === undefined) throw new HearthError("CHAIN_LACKS", { what: call.name });
    run(call.args as unknown as FakeArguments, address);
    return [];
  });

  function epoch(block: number) {
    lastEpoch = block;
    set("LastEpochBlock", [NETUID], BigInt(block));
    const sums = neurons.map((miner, uid) =>
      neurons.reduce((sum, { permit, weights }) => {
        const weight = weights.get(uid);
        return permit && weight && weight.setAt > miner.registeredAt ? sum + weight.value : sum;
      }, 0),
    );
    const total = sums.reduce((sum, one) => sum + one, 0) || 1;
    const emissions = sums.map((sum) => (EMISSION * BigInt(sum)) / BigInt(total));
    neurons.forEach((neuron, uid) => {
      neuron.incentive = Math.floor(((sums[uid] ?? 0) / total) * 65_535);
      if (neuron.stake > 0n) neuron.permit = true;
    });
    const value = { netuid: NETUID, emissions };
    return [{ pallet: "SubtensorModule", name: "IncentiveAlphaEmittedToMiners", value }];
  }

  return {
    chain,
    neurons,
    setFree,
    setBurn,
    add: (hotkey, kind) => {
      const neuron = add(hotkey, `cold-${hotkey}`, 0);
      neuron.permit = kind === "validator";
      neuron.stake = kind === "validator" ? 1_000_000_000_000n : 0n;
      return neurons.length - 1;
    },
    block: () => {
      const next = now() + 1;
      const events = next - lastEpoch >= tempo ? epoch(next) : [];
      return chain.advance({ events }).number;
    },
  };
}
