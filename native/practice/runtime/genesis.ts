import type { State } from "../frame/state.ts";
import { depositInto } from "./balances/balance.ts";
import { balances } from "./balances/pallet.ts";
import { type GenesisAccounts, genesisAccounts, type NeuronAddresses } from "./genesis-keys.ts";
import { foundRoot, foundTextGeneration, TAO } from "./genesis-subnets.ts";
import { type Chain, ROOT } from "./subtensor/chain.ts";
import { movingPriceNow } from "./subtensor/epoch/coinbase.ts";
import { register } from "./subtensor/neurons/registration.ts";
import { rootRegister } from "./subtensor/neurons/root.ts";
import { storage } from "./subtensor/pallet.ts";
import { hotkeyStake } from "./subtensor/stake/stake-pool.ts";
import { addStake } from "./subtensor/stake/staking.ts";
import { decreaseTake } from "./subtensor/stake/take.ts";
import { sudo } from "./sudo/pallet.ts";

/** The subnet on which house miners and validators work. */
export const TEXT_GENERATION = 1;

/** What a practice network is started with. */
export interface GenesisOptions {
  /** Blocks from one epoch of the text-generation subnet to the next. */
  readonly tempo: number;
  /** Everybody in block 0; derived when not given. */
  readonly accounts?: GenesisAccounts;
}

/** Rao that each account begins with. All of it together stays below the first halving, at 10.5 million TAO. */
const FAUCET_BALANCE = 8_000_000n * TAO;
const OWNER_BALANCE = 500_100n * TAO;
const MINER_BALANCE = 100n * TAO;
const VALIDATOR_BALANCE = 60_000n * TAO;

/** What the house validators stake on the subnet and on root, and what they keep of their stakers' dividends. */
const VALIDATOR_STAKES = [30_000n * TAO, 20_000n * TAO, 10_000n * TAO] as const;
const VALIDATOR_ROOT_STAKE = 20_000n * TAO;
const VALIDATOR_TAKES = [11_796, 5_898, 3_277] as const;
/** What the next newcomer pays, whatever the house's own registrations did to the price. */
const FIRST_BURN = 1n * TAO;

/**
 * Writes block 0 into an empty state: money, root, the text-generation subnet with its owner, six miners and three staked
 * validators. Everything goes through the runtime's own functions, so that the books balance to the rao from the start.
 */
export function buildGenesis(state: State, options: GenesisOptions): void {
  const accounts = options.accounts ?? genesisAccounts();
  const chain: Chain = { state, block: 0, deposit() {} };
  endow(chain, accounts);
  sudo.storage.Key.put(state, accounts.faucet);
  foundRoot(chain);
  foundTextGeneration(chain, accounts.owner, options.tempo);
  for (const { coldkey, hotkey } of [...accounts.miners, ...accounts.validators])
    register(chain, coldkey, TEXT_GENERATION, hotkey);
  storage.Burn.put(state, TEXT_GENERATION, FIRST_BURN);
  storage.RegistrationsThisBlock.put(state, TEXT_GENERATION, 0);
  accounts.validators.forEach((validator, index) => {
    seatValidator(chain, validator, index);
  });
  nameHouse(state, accounts);
  closeRoot(state);
  grantPermits(state);
  // The average starts at the price: a new average of 0 would leave the first blocks without emission.
  storage.SubnetMovingPrice.put(state, TEXT_GENERATION, {
    bits: movingPriceNow(state, TEXT_GENERATION),
  });
}

function endow(chain: Chain, accounts: GenesisAccounts): void {
  depositInto(chain, accounts.faucet, FAUCET_BALANCE);
  depositInto(chain, accounts.owner.coldkey, OWNER_BALANCE);
  for (const { coldkey } of accounts.miners) depositInto(chain, coldkey, MINER_BALANCE);
  for (const { coldkey } of accounts.validators) depositInto(chain, coldkey, VALIDATOR_BALANCE);
  storage.TotalIssuance.put(chain.state, balances.storage.TotalIssuance.get(chain.state));
}

function seatValidator(chain: Chain, { coldkey, hotkey }: NeuronAddresses, index: number): void {
  rootRegister(chain, coldkey, hotkey);
  const take = VALIDATOR_TAKES[index] ?? VALIDATOR_TAKES[0];
  if (take < storage.Delegates.get(chain.state, hotkey)) decreaseTake(chain, coldkey, hotkey, take);
  const amount = VALIDATOR_STAKES[index] ?? VALIDATOR_STAKES[0];
  addStake(chain, { coldkey, hotkey, netuid: TEXT_GENERATION, amount });
  addStake(chain, { coldkey, hotkey, netuid: ROOT, amount: VALIDATOR_ROOT_STAKE });
}

function nameHouse(state: State, { owner, miners, validators }: GenesisAccounts): void {
  setName(state, owner.coldkey, "House owner");
  miners.forEach(({ coldkey }, index) => {
    setName(state, coldkey, `House miner ${index + 1}`);
  });
  validators.forEach(({ coldkey }, index) => {
    setName(state, coldkey, `House validator ${index + 1}`);
  });
}

function setName(state: State, coldkey: string, name: string): void {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  storage.IdentitiesV2.put(state, coldkey, {
    name: text(name),
    url: text(""),
    github_repo: text(""),
    image: text(""),
    discord: text(""),
    description: text("Lives on this computer, for practice."),
    additional: text("practice"),
  });
}

// The house takes its seats all at once; everybody after that by the chain's own pace.
function closeRoot(state: State): void {
  storage.MaxRegistrationsPerBlock.remove(state, ROOT);
  storage.TargetRegistrationsPerInterval.put(state, ROOT, 1);
  storage.RegistrationsThisBlock.put(state, ROOT, 0);
  storage.RegistrationsThisInterval.put(state, ROOT, 0);
}

// What the first epoch would decide, so that the house can set weights before it.
function grantPermits(state: State): void {
  const uids = storage.SubnetworkN.get(state, TEXT_GENERATION);
  const permits = Array.from({ length: uids }, (_, uid) => {
    const hotkey = storage.Keys.get(state, TEXT_GENERATION, uid);
    return hotkeyStake(state, hotkey, TEXT_GENERATION) > 0n;
  });
  storage.ValidatorPermit.put(state, TEXT_GENERATION, permits);
}
