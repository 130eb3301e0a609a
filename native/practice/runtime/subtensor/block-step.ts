import { nextMovingPrice } from "../../../protocol/subnet-shares.ts";
import { bytesOf } from "../../frame/hasher.ts";
import { currentPrice } from "../swap/trade.ts";
import { system } from "../system/pallet.ts";
import type { Chain } from "./chain.ts";
import { applyPendingChildren } from "./children/children.ts";
import { revealRipeCommits } from "./commits/commits-timelocked.ts";
import { movingPrice, rootShare, runCoinbase } from "./epoch/coinbase.ts";
import { decayRegistrationPrices } from "./neurons/registration.ts";
import { storage } from "./pallet.ts";
import { claimForSome } from "./stake/root-claims.ts";
import { settleIssuance } from "./stake/treasury.ts";
import { emittingSubnets } from "./subnets/subnet-list.ts";

/** What the chain does by itself at the start of every block, in its order. Source: §4.2, coinbase/block_step.rs. */
export function blockStep(chain: Chain): void {
  settleIssuance(chain.state);
  decayRegistrationPrices(chain);
  revealRipeCommits(chain);
  runCoinbase(chain);
  const emitting = emittingSubnets(chain.state);
  for (const netuid of emitting) moveMovingPrice(chain, netuid);
  for (const netuid of emitting)
    storage.RootProp.put(chain.state, netuid, { bits: rootShare(chain.state, netuid) });
  applyPendingChildren(chain);
  claimForSome(chain, bytesOf(system.storage.ParentHash.get(chain.state).slice(2)));
}

function moveMovingPrice({ state, block }: Chain, netuid: number): void {
  const first = storage.FirstEmissionBlockNumber.find(state, netuid) ?? 0n;
  const started = first > 0n ? first - 1n : 0n;
  const now = BigInt(block);
  storage.SubnetMovingPrice.put(state, netuid, {
    bits: nextMovingPrice({
      movingPrice: movingPrice(state, netuid),
      price: currentPrice(state, netuid),
      blocksSinceStart: now > started ? now - started : 0n,
      movingAlpha: storage.SubnetMovingAlpha.get(state).bits,
      halvingBlocks: storage.EMAPriceHalvingBlocks.get(state, netuid),
    }),
  });
}
