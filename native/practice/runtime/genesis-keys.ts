import { sr25519CreateDerive } from "@polkadot-labs/hdkd";
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy } from "@polkadot-labs/hdkd-helpers";
import { accountText } from "../scale/account.ts";

/** How many miners of its own the practice network has. */
export const HOUSE_MINERS = 6;
/** How many validators of its own the practice network has. */
export const HOUSE_VALIDATORS = 3;

/** Derivation path of the faucet's key under the development phrase, which everybody knows: this is no money. */
export const FAUCET_PATH = "//Hearth//Faucet";
/** Derivation path of the subnet owner's keys under the same phrase. */
export const OWNER_PATH = "//Hearth//Owner";

/** Where a neuron's two keys are derived. */
export interface NeuronPaths {
  readonly coldkey: string;
  readonly hotkey: string;
}

/** The same two keys as SS58 addresses. */
export interface NeuronAddresses {
  readonly coldkey: string;
  readonly hotkey: string;
}

/** Everybody who is there in block 0. */
export interface GenesisAccounts {
  /** Holds the sudo key, and the TAO that it gives away. */
  readonly faucet: string;
  /** Owns subnet 1. */
  readonly owner: NeuronAddresses;
  readonly miners: readonly NeuronAddresses[];
  readonly validators: readonly NeuronAddresses[];
}

/** The subnet owner's paths. */
export const ownerPaths: NeuronPaths = withHotkey(OWNER_PATH);

/** The paths of house miner 1 to {@link HOUSE_MINERS}. */
export function minerPaths(number: number): NeuronPaths {
  return withHotkey(`//Hearth//Miner//${number}`);
}

/** The paths of house validator 1 to {@link HOUSE_VALIDATORS}. */
export function validatorPaths(number: number): NeuronPaths {
  return withHotkey(`//Hearth//Validator//${number}`);
}

/** Derives every address of block 0; some tens of milliseconds. */
export function genesisAccounts(): GenesisAccounts {
  const derive = sr25519CreateDerive(entropyToMiniSecret(mnemonicToEntropy(DEV_PHRASE)));
  const address = (path: string): string => accountText(derive(path).publicKey);
  const both = (paths: NeuronPaths): NeuronAddresses => ({
    coldkey: address(paths.coldkey),
    hotkey: address(paths.hotkey),
  });
  return {
    faucet: address(FAUCET_PATH),
    owner: both(ownerPaths),
    miners: numbered(HOUSE_MINERS).map((number) => both(minerPaths(number))),
    validators: numbered(HOUSE_VALIDATORS).map((number) => both(validatorPaths(number))),
  };
}

function withHotkey(coldkey: string): NeuronPaths {
  return { coldkey, hotkey: `${coldkey}//hotkey` };
}

function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
