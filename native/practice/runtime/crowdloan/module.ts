import { ensureSigned } from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import { contribute, create, withdraw } from "./contributing.ts";
import { dissolve, finalize, refund } from "./ending.ts";
import { crowdloan } from "./pallet.ts";
import { changeable, checkEnd } from "./rules.ts";

const { Contributions, Crowdloans, MaxContributions } = crowdloan.storage;
const { event } = crowdloan;
const { AbsoluteMinimumContribution } = crowdloan.constants;

/** What the Crowdloan calls do: pallets/crowdloan of subtensor. */
export const crowdloanModule = implement(crowdloan, {
  create,
  contribute: (context, { crowdloan_id, amount }) => contribute(context, crowdloan_id, amount),
  withdraw: (context, { crowdloan_id }) => withdraw(context, crowdloan_id),
  finalize: (context, { crowdloan_id }) => finalize(context, crowdloan_id),
  refund: (context, { crowdloan_id }) => refund(context, crowdloan_id),
  dissolve: (context, { crowdloan_id }) => dissolve(context, crowdloan_id),
  update_min_contribution(context, { crowdloan_id, new_min_contribution }) {
    const { state } = context;
    const loan = changeable(state, crowdloan_id, ensureSigned(context));
    if (new_min_contribution < AbsoluteMinimumContribution)
      crowdloan.fail("MinimumContributionTooLow");
    const most = MaxContributions.find(state, crowdloan_id);
    if (most !== undefined && new_min_contribution > most)
      crowdloan.fail("MinimumContributionTooHigh");
    Crowdloans.put(state, crowdloan_id, { ...loan, min_contribution: new_min_contribution });
    context.deposit(event.MinContributionUpdated({ crowdloan_id, new_min_contribution }));
  },
  update_end(context, { crowdloan_id, new_end }) {
    const { state, block } = context;
    const loan = changeable(state, crowdloan_id, ensureSigned(context));
    checkEnd(block, new_end);
    Crowdloans.put(state, crowdloan_id, { ...loan, end: new_end });
    context.deposit(event.EndUpdated({ crowdloan_id, new_end }));
  },
  update_cap(context, { crowdloan_id, new_cap }) {
    const { state } = context;
    const loan = changeable(state, crowdloan_id, ensureSigned(context));
    if (new_cap < loan.raised) crowdloan.fail("CapTooLow");
    Crowdloans.put(state, crowdloan_id, { ...loan, cap: new_cap });
    context.deposit(event.CapUpdated({ crowdloan_id, new_cap }));
  },
  set_max_contribution(context, { crowdloan_id, new_max_contribution: most }) {
    const { state } = context;
    const loan = changeable(state, crowdloan_id, ensureSigned(context));
    if (most === undefined) {
      MaxContributions.remove(state, crowdloan_id);
    } else {
      const own = Contributions.find(state, crowdloan_id, loan.creator) ?? 0n;
      if (most < loan.min_contribution || most < own) crowdloan.fail("MaximumContributionTooLow");
      MaxContributions.put(state, crowdloan_id, most);
    }
    context.deposit(event.MaxContributionUpdated({ crowdloan_id, new_max_contribution: most }));
  },
});
