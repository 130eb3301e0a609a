import type {
  DispatchContext,
  Origin,
  PalletEvent,
} from "../../../../native/practice/frame/context.ts";
import { DispatchFailure } from "../../../../native/practice/frame/context.ts";
import type { PalletModule } from "../../../../native/practice/frame/pallet.ts";
import { MemoryState, Overlay, type State } from "../../../../native/practice/frame/state.ts";
import { adminUtilsModule } from "../../../../native/practice/runtime/admin-utils/module.ts";
import { depositInto } from "../../../../native/practice/runtime/balances/balance.ts";
import { balancesModule } from "../../../../native/practice/runtime/balances/calls.ts";
import { buildGenesis } from "../../../../native/practice/runtime/genesis.ts";
import {
  type GenesisAccounts,
  genesisAccounts,
} from "../../../../native/practice/runtime/genesis-keys.ts";
import { blockStep } from "../../../../native/practice/runtime/subtensor/block-step.ts";
import { subtensorModule } from "../../../../native/practice/runtime/subtensor/module.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { swapModule } from "../../../../native/practice/runtime/swap/module.ts";
import { accountText } from "../../../../native/practice/scale/account.ts";

/** Rao in a TAO. */
export const TAO = 1_000_000_000n;
/** The text-generation subnet. */
export const NETUID = 1;

const modules: Readonly<Record<string, PalletModule>> = {
  SubtensorModule: subtensorModule,
  AdminUtils: adminUtilsModule,
  Swap: swapModule,
  Balances: balancesModule,
};

let derived: GenesisAccounts | undefined;

/** The addresses of block 0, derived once a test file. */
export function houseAccounts(): GenesisAccounts {
  derived ??= genesisAccounts();
  return derived;
}

/** An address of nobody, a different one for each number. */
export function account(number: number): string {
  const key = new Uint8Array(32).fill(0xa5);
  new DataView(key.buffer).setUint32(0, number);
  return accountText(key);
}

/** What became of a call: "ok", or the error as `Pallet.Name` or FRAME's own. */
export type CallResult = "ok" | string;

/** A chain without a node: genesis, then calls and blocks as a test asks for them. */
export class PracticeChain {
  readonly state: State;
  readonly accounts = houseAccounts();
  /** Events of the present block, in order. */
  events: PalletEvent[] = [];
  block = 0;

  constructor(options: { tempo?: number; state?: State } = {}) {
    this.state = options.state ?? new MemoryState();
    if (options.state) return;
    buildGenesis(this.state, { tempo: options.tempo ?? 20, accounts: this.accounts });
  }

  /** Builds the next `count` blocks, empty but for what the chain does by itself. */
  advance(count = 1): void {
    for (let step = 0; step < count; step += 1) {
      this.block += 1;
      this.events = [];
      blockStep(this);
    }
  }

  /** Builds blocks up to and including the next epoch of the subnet. */
  toEpoch(netuid = NETUID): void {
    const index = storage.SubnetEpochIndex.get(this.state, netuid);
    while (storage.SubnetEpochIndex.get(this.state, netuid) === index) this.advance();
  }

  deposit(event: PalletEvent): void {
    this.events.push(event);
  }

  /** Runs a call as a block would: when it fails, nothing of it stays. */
  call(who: string | "root", name: string, args: Readonly<Record<string, unknown>>): CallResult {
    const [pallet = "", call = ""] = name.includes(".")
      ? name.split(".")
      : ["SubtensorModule", name];
    const handler = modules[pallet]?.handlers[call];
    if (!handler) throw new RangeError(`no call ${name}`);
    const origin: Origin = who === "root" ? { kind: "root" } : { kind: "signed", account: who };
    const layer = new Overlay(this.state);
    const events: PalletEvent[] = [];
    const context: DispatchContext = {
      state: layer,
      origin,
      block: this.block,
      now: BigInt(this.block) * 1_000n,
      extrinsicIndex: 1,
      weightOf: () => 0n,
      spent: () => undefined,
      deposit: (event) => void events.push(event),
      dispatch: () => ({ ok: false, error: { type: "Unavailable" } }),
    };
    try {
      handler(context, args);
    } catch (error) {
      if (error instanceof DispatchFailure) return error.message;
      throw error;
    }
    layer.commit();
    this.events.push(...events);
    return "ok";
  }

  /** Gives an account TAO out of nothing, counted in both issuances. */
  fund(who: string, rao: bigint): void {
    depositInto(this, who, rao);
    storage.TotalIssuance.mutate(this.state, (total) => total + rao);
  }

  /** The values of this block's events of one name. */
  named(name: string): unknown[] {
    return this.events.filter((event) => event.name === name).map((event) => event.value);
  }
}
