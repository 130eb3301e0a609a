import {
  blockEmission,
  rootProportion,
  splitAlphaOut,
  splitInjection,
} from "../../../../protocol/emission.ts";
import { I96F32, smaller, U64F64 } from "../../../../protocol/fixed-point.ts";
import { injectLiquidity } from "../../../../protocol/pool.ts";
import { rootSellFlag, subnetEmissions } from "../../../../protocol/subnet-shares.ts";
import type { State } from "../../../frame/state.ts";
import { countMinted } from "../../alpha-assets/pallet.ts";
import { swap } from "../../swap/pallet.ts";
import {
  currentPrice,
  HIGHEST_PRICE,
  isDynamic,
  poolOf,
  simulate,
  trade,
} from "../../swap/trade.ts";
import { subnetAccount } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import { recycleAlpha } from "../children/parents.ts";
import { emissionGate } from "../emission-gate/gate.ts";
import { event, storage } from "../pallet.ts";
import { mintable, mintInto } from "../stake/treasury.ts";
import { alphaIssuance, emittingSubnets, subnetNetuids } from "../subnets/subnet-list.ts";
import { isEpochDue } from "./epoch-clock.ts";
import { type PendingEmission, payOut } from "./payout.ts";

/** Emits one block's TAO and alpha, and runs the epochs that are due. Source: §4.2, coinbase/run_coinbase.rs. */
export function runCoinbase(chain: Chain): void {
  const { state } = chain;
  const emission = mintable(state, emissionAt(state, storage.TotalIssuance.get(state)));
  storage.SubnetRootSellTao.clear(state);
  const emitting = emittingSubnets(state);
  const prices = emitting.map((netuid) => movingPrice(state, netuid));
  const candidates = emitting.map((netuid, index) => ({
    netuid,
    movingPrice: prices[index] ?? 0n,
    minerBurned: storage.MinerBurned.get(state, netuid).bits,
    emissionEnabled: storage.SubnetEmissionEnabled.get(state, netuid),
  }));
  const shares = subnetEmissions(emission, candidates, emissionGate(chain, candidates));
  const sellsRoot = rootSellFlag(prices);
  let remaining = emission;
  for (const netuid of emitting) {
    const alpha = emissionAt(state, alphaIssuance(state, netuid));
    remaining -= inject(chain, netuid, shares.get(netuid) ?? 0n, alpha, remaining);
    emitAlpha(state, netuid, alpha, sellsRoot);
  }
  for (const [netuid, pending] of drainDue(chain)) {
    payOut(chain, netuid, pending);
    storage.LastMechansimStepBlock.put(state, netuid, BigInt(chain.block));
  }
}

/** `SubnetMovingPrice` (I96F32 bits); 1 where stake is TAO. */
export function movingPrice(state: State, netuid: number): bigint {
  if (netuid === ROOT || !isDynamic(state, netuid)) return I96F32.one;
  return storage.SubnetMovingPrice.get(state, netuid).bits;
}

/** The price of a subnet as a moving price would hold it: I96F32 bits, at most 1. */
export function movingPriceNow(state: State, netuid: number): bigint {
  return smaller(I96F32.from(U64F64, currentPrice(state, netuid)), I96F32.one);
}

/** The part of a subnet's validator alpha that root stake earns, as U96F32 bits. */
export function rootShare(state: State, netuid: number): bigint {
  return rootProportion(
    storage.SubnetTAO.get(state, ROOT),
    alphaIssuance(state, netuid),
    storage.TaoWeight.get(state),
  );
}

/** Rao or alpha units of a block at an issuance. The chain keeps the last answer in `BlockEmission`, whatever it was for. */
function emissionAt(state: State, issuance: bigint): bigint {
  const emission = blockEmission(issuance);
  if (storage.BlockEmission.get(state) !== emission) storage.BlockEmission.put(state, emission);
  return emission;
}

/** Puts a subnet's TAO into its pool: as liquidity together with new alpha, the rest by buying. Returns the rao spent. */
function inject(
  chain: Chain,
  netuid: number,
  taoEmission: bigint,
  alphaEmission: bigint,
  budget: bigint,
): bigint {
  const { state } = chain;
  const terms = splitInjection({
    taoEmission,
    price: currentPrice(state, netuid),
    alphaEmission,
    rootShare: rootShare(state, netuid),
  });
  const injected = injectLiquidity(poolOf(state, netuid), terms.taoIn, terms.alphaIn);
  const taoIn = injected.kind === "injected" ? terms.taoIn : 0n;
  const alphaIn = injected.kind === "injected" ? terms.alphaIn : 0n;
  // The weights for the new reserves are in force before the reserves are: the chain writes them first, and buys then.
  if (injected.kind === "injected")
    swap.storage.SwapBalancer.put(state, netuid, { quote: injected.pool.taoWeight });
  storage.SubnetExcessTao.put(state, netuid, 0n);
  storage.SubnetTaoInEmission.put(state, netuid, 0n);
  let spent = 0n;
  if (terms.excessTao > 0n && terms.excessTao <= budget) {
    spent += terms.excessTao;
    mintInto(chain, subnetAccount(netuid), terms.excessTao);
    buyForProtocol(chain, netuid, terms.excessTao);
  }
  storage.SubnetAlphaInEmission.put(state, netuid, alphaIn);
  storage.SubnetAlphaIn.mutate(state, netuid, (total) => total + alphaIn);
  countMinted(state, netuid, alphaIn);
  if (taoIn > 0n && taoIn <= budget - spent) {
    spent += taoIn;
    mintInto(chain, subnetAccount(netuid), taoIn);
    storage.SubnetTaoInEmission.put(state, netuid, taoIn);
    storage.SubnetTAO.mutate(state, netuid, (total) => total + taoIn);
    storage.TotalStake.mutate(state, (total) => total + taoIn);
    storage.SubnetProtocolFlow.mutate(state, netuid, (flow) => flow + taoIn);
  }
  return spent;
}

function buyForProtocol(chain: Chain, netuid: number, amount: bigint): void {
  const { state } = chain;
  const order = { side: "buy", amount, limit: HIGHEST_PRICE, feeless: true } as const;
  if (simulate(state, netuid, order).kind === "refused") return;
  const bought = trade(chain, netuid, order);
  storage.SubnetProtocolAlpha.mutate(state, netuid, (total) => total + bought.amountOut);
  storage.SubnetExcessTao.put(state, netuid, bought.amountIn);
  storage.SubnetProtocolFlow.mutate(state, netuid, (flow) => flow + bought.amountIn);
}

/** Mints a block's alpha for owner, miners and validators, to be paid out at the next epoch. */
function emitAlpha(state: State, netuid: number, emission: bigint, sellsRoot: boolean): void {
  storage.SubnetAlphaOutEmission.put(state, netuid, emission);
  storage.SubnetAlphaOut.mutate(state, netuid, (total) => total + emission);
  countMinted(state, netuid, emission);
  const cut = storage.OwnerCutEnabled.get(state, netuid) ? storage.SubnetOwnerCut.get(state) : 0;
  const parts = splitAlphaOut(emission, cut, rootShare(state, netuid));
  storage.PendingOwnerCut.mutate(state, netuid, (total) => total + parts.ownerCut);
  storage.PendingServerEmission.mutate(state, netuid, (total) => total + parts.miners);
  storage.PendingValidatorEmission.mutate(state, netuid, (total) => total + parts.validators);
  if (sellsRoot) storage.PendingRootAlphaDivs.mutate(state, netuid, (total) => total + parts.root);
  else recycleAlpha(state, netuid, parts.root);
}

/** Takes out what the subnets whose epoch is due have collected; more than a few a block wait for the next one. */
function drainDue(chain: Chain): [netuid: number, pending: PendingEmission][] {
  const { state, block } = chain;
  const most = storage.MaxEpochsPerBlock.get(state);
  const drained: [number, PendingEmission][] = [];
  for (const netuid of subnetNetuids(state)) {
    if (netuid === ROOT) continue;
    storage.BlocksSinceLastStep.mutate(state, netuid, (blocks) => blocks + 1n);
    if (!isEpochDue(chain, netuid)) continue;
    if (drained.length >= most) {
      const next = BigInt(block + 1);
      storage.PendingEpochAt.put(state, netuid, next);
      chain.deposit(event.EpochDeferred({ netuid, from_block: BigInt(block), to_block: next }));
      continue;
    }
    storage.BlocksSinceLastStep.put(state, netuid, 0n);
    drained.push([netuid, takePending(state, netuid)]);
    storage.LastEpochBlock.put(state, netuid, BigInt(block));
    storage.PendingEpochAt.put(state, netuid, 0n);
    storage.SubnetEpochIndex.mutate(state, netuid, (index) => index + 1n);
  }
  return drained.sort(([left], [right]) => left - right);
}

function takePending(state: State, netuid: number): PendingEmission {
  const pending = {
    miners: storage.PendingServerEmission.get(state, netuid),
    validators: storage.PendingValidatorEmission.get(state, netuid),
    root: storage.PendingRootAlphaDivs.get(state, netuid),
    owner: storage.PendingOwnerCut.get(state, netuid),
  };
  storage.PendingServerEmission.put(state, netuid, 0n);
  storage.PendingValidatorEmission.put(state, netuid, 0n);
  storage.PendingRootAlphaDivs.put(state, netuid, 0n);
  storage.PendingOwnerCut.put(state, netuid, 0n);
  return pending;
}
