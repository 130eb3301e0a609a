import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sr25519CreateDerive } from "@polkadot-labs/hdkd";
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy } from "@polkadot-labs/hdkd-helpers";
import type { RuntimeCall } from "../../../../native/practice/frame/context.ts";
import { Chain } from "../../../../native/practice/node/chain.ts";
import { ChainDatabase } from "../../../../native/practice/node/database.ts";
import { Pool } from "../../../../native/practice/node/pool.ts";
import { produceBlock } from "../../../../native/practice/node/producer.ts";
import { Shield } from "../../../../native/practice/node/shield.ts";
import { auraModule } from "../../../../native/practice/runtime/aura/pallet.ts";
import { depositInto } from "../../../../native/practice/runtime/balances/balance.ts";
import { composeRuntime } from "../../../../native/practice/runtime/compose.ts";
import { mevShieldModule } from "../../../../native/practice/runtime/mev-shield/module.ts";
import { sudo } from "../../../../native/practice/runtime/sudo/pallet.ts";
import { bareExtension } from "../../../../native/practice/runtime/system/extensions.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { accountText } from "../../../../native/practice/scale/account.ts";
import { type SignOptions, signedExtrinsic } from "../../../fakes/signed-extrinsic.ts";

const derive = sr25519CreateDerive(entropyToMiniSecret(mnemonicToEntropy(DEV_PHRASE)));

/** A key of the development phrase. */
export function devKey(path: string) {
  const pair = derive(path);
  return {
    address: accountText(pair.publicKey),
    sign: (message: Uint8Array) => pair.sign(message),
  };
}
export const alice = devKey("//Alice");
export const bob = devKey("//Bob");
export const TAO = 1_000_000_000n;

/** Blocks between two announcements of the shield's keys. */
export const KEY_ROTATION = 12;

/** The common pallets and the shield: quick to start, and nothing happens between transactions. */
export const runtime = composeRuntime(
  {
    modules: [auraModule(1000), mevShieldModule(KEY_ROTATION)],
    apis: [],
    extension: bareExtension("SubtensorTransactionExtension", [
      "pallet_subtensor",
      "extensions",
      "subtensor",
    ]),
  },
  (error) => {
    throw error;
  },
);

/** A small chain in a folder of its own, built block by block on a clock of the test. Alice has 1000 TAO and the sudo key. */
export class TestChain {
  readonly folder = mkdtempSync(join(tmpdir(), "practice-"));
  readonly file = join(this.folder, "chain.sqlite");
  database!: ChainDatabase;
  chain!: Chain;
  pool!: Pool;
  now = 1_700_000_000_000;

  readonly keptStates: number | undefined;
  /** The node's secret behind the shield; without one no key is announced. */
  readonly shieldSecret: Uint8Array | undefined;

  constructor(keptStates?: number, shieldSecret?: Uint8Array) {
    this.keptStates = keptStates;
    this.shieldSecret = shieldSecret;
    this.open();
  }

  open(): void {
    this.database = new ChainDatabase(this.file, this.folder);
    this.chain = new Chain({
      database: this.database,
      runtime,
      genesis(state) {
        depositInto({ state, deposit() {} }, alice.address, 1000n * TAO);
        sudo.storage.Key.put(state, alice.address);
      },
      facts: {},
      keptStates: this.keptStates,
    });
    const { shieldSecret } = this;
    this.pool = new Pool(this.chain, shieldSecret && new Shield(shieldSecret, KEY_ROTATION));
  }

  /** Closes the file and opens it again, as a restart does. */
  reopen(): void {
    this.database.close();
    this.open();
  }

  block() {
    this.now += 1000;
    return produceBlock(this.chain, this.pool, this.now, 1000);
  }

  nonce(address: string): number {
    return system.storage.Account.get(this.chain.state, address).nonce;
  }

  free(address: string): bigint {
    return system.storage.Account.get(this.chain.state, address).data.free;
  }

  sign(key: typeof alice, call: RuntimeCall, options: SignOptions = {}): Uint8Array {
    const nonce = this.nonce(key.address);
    return signedExtrinsic(runtime, this.chain.genesisHash, { from: key, call, nonce, ...options });
  }

  close(): void {
    this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A transfer that keeps the sender alive. */
export function transfer(to: string, value: bigint): RuntimeCall {
  return {
    type: "Balances",
    value: { type: "transfer_keep_alive", value: { dest: { type: "Id", value: to }, value } },
  };
}

/** The names of a block's events. */
export function eventNames(chain: Chain): string[] {
  return system.storage.Events.get(chain.state).map(({ event }) => {
    const { type, value } = event as { type: string; value: { type: string } };
    return `${type}.${value.type}`;
  });
}
