import { type Crowdloan, crowdloan } from "../../../../native/practice/runtime/crowdloan/pallet.ts";
import { CallBench, person, TAO } from "../call-bench.ts";

export const creator = person(1);
export const backer = person(2);
export const second = person(3);
export const target = person(4);
/** The last block in which one may contribute, less one. */
export const END = 60_000;

/** What every test creates, unless it says otherwise: 10 TAO down, 100 TAO wanted, for the target. */
export const creation = {
  deposit: 10n * TAO,
  min_contribution: TAO,
  cap: 100n * TAO,
  end: END,
  call: undefined,
  target_address: target,
};

/** A chain on which the creator and two backers have 1,000 TAO each. */
export class CrowdloanBench extends CallBench {
  constructor() {
    super();
    for (const who of [creator, backer, second]) this.fund(who, 1_000n * TAO);
  }

  create(facts: Readonly<Record<string, unknown>> = {}): string {
    return this.run(creator, "Crowdloan.create", { ...creation, ...facts });
  }

  contribute(who: string, amount: bigint, crowdloan_id = 0): string {
    return this.run(who, "Crowdloan.contribute", { crowdloan_id, amount });
  }

  /** One of the calls that take nothing but the crowdloan. */
  call(who: string, name: string, crowdloan_id = 0): string {
    return this.run(who, `Crowdloan.${name}`, { crowdloan_id });
  }

  get loan(): Crowdloan {
    return crowdloan.storage.Crowdloans.get(this.state, 0);
  }
}
