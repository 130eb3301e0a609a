import { crowdloan } from "../../../../native/practice/runtime/crowdloan/pallet.ts";
import { buildGenesis } from "../../../../native/practice/runtime/genesis.ts";
import { blockStep } from "../../../../native/practice/runtime/subtensor/block-step.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { CallBench, call, person, TAO } from "../call-bench.ts";
import { houseAccounts } from "../runtime/practice-chain.ts";

export const beneficiary = person(1);
export const backer = person(2);
export const second = person(3);
/** The hotkey under which the beneficiary runs the subnet when it is its own. */
export const ownHotkey = person(4);
/** The netuid that the leased subnet gets: the first after the one of block 0. */
export const LEASED = 2;
/** What the crowdloan raises, and each one's part. */
export const RAISED = 2_000n * TAO;
export const PARTS = { beneficiary: 500n * TAO, backer: 900n * TAO, second: 600n * TAO };
const END = 60_000;

/** The whole chain of block 0 through its real dispatcher, and three people with 5,000 TAO each. */
export class LeaseBench extends CallBench {
  readonly house = houseAccounts();

  constructor() {
    super();
    buildGenesis(this.state, { tempo: 20, accounts: this.house });
    for (const who of [beneficiary, backer, second]) this.fund(who, 5_000n * TAO);
    this.step();
  }

  /** Builds the next block, and keeps the events of what the chain does by itself. */
  step(): void {
    this.block += 1;
    this.events = [];
    blockStep({
      state: this.state,
      block: this.block,
      deposit: ({ pallet, name, value }) => void this.events.push([`${pallet}.${name}`, value]),
    });
  }

  /** Opens a crowdloan for a leased subnet and fills it. */
  raise(endBlock?: number, share = 30): void {
    this.run(beneficiary, "Crowdloan.create", {
      deposit: 10n * TAO,
      min_contribution: TAO,
      cap: RAISED,
      end: this.block + END,
      call: call("SubtensorModule.register_leased_network", {
        emissions_share: share,
        end_block: endBlock,
      }),
      target_address: undefined,
    });
    for (const [who, amount] of [
      [beneficiary, PARTS.beneficiary - 10n * TAO],
      [backer, PARTS.backer],
      [second, PARTS.second],
    ] as const)
      this.run(who, "Crowdloan.contribute", { crowdloan_id: this.loan, amount });
  }

  /** Finalizes the last crowdloan, which runs its call. */
  settle(): string {
    return this.run(beneficiary, "Crowdloan.finalize", { crowdloan_id: this.loan });
  }

  /** A leased subnet, just founded. */
  static leased(endBlock?: number, share?: number): LeaseBench {
    const chain = new LeaseBench();
    chain.raise(endBlock, share);
    const outcome = chain.settle();
    if (outcome !== "ok") throw new Error(outcome);
    return chain;
  }

  /** The number of the last crowdloan. */
  get loan(): number {
    return crowdloan.storage.NextCrowdloanId.get(this.state) - 1;
  }

  get lease() {
    return storage.SubnetLeases.get(this.state, 0);
  }

  terminate(who: string, hotkey: string, lease_id = 0): string {
    const args = { lease_id, hotkey };
    return this.run(who, "SubtensorModule.terminate_lease", args).replace("SubtensorModule.", "");
  }

  /** Alpha that somebody holds on the lease's hotkey. */
  held(who: string): bigint {
    return stakeOf(this.state, this.lease.hotkey, who, LEASED);
  }
}
