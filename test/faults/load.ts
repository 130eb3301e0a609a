import type { RuntimeCall } from "../../native/practice/frame/context.ts";
import type { Runtime } from "../../native/practice/frame/runtime.ts";
import { blake2Hex } from "../../native/practice/node/block.ts";
import { genesisAccounts } from "../../native/practice/runtime/genesis-keys.ts";
import { type Keypair, keypairFromUri } from "../../native/wallet/keypair.ts";
import { signedExtrinsic, transfer } from "../fakes/signed-extrinsic.ts";
import { RpcClient } from "../integration/practice/rpc-client.ts";
import type { Random } from "./random.ts";

const TAO = 1_000_000_000n;
/** Transactions of one sender that wait for a block. */
const IN_FLIGHT = 6;
const SENDERS = ["//Alice", "//Bob", "//Charlie"];

/** An extrinsic that a client was told is final. */
export interface Finalized {
  readonly extrinsic: string;
  readonly block: string;
}

const house = genesisAccounts();
const senders = SENDERS.map((uri) => keypairFromUri(uri));

/**
 * Sends transfers, remarks and stakes of three people until the connection ends, and notes in `final` what it is told is final.
 * Returns how many extrinsics were accepted.
 */
export async function load(
  endpoint: string,
  genesis: string,
  runtime: Runtime,
  random: Random,
  final: Finalized[],
): Promise<number> {
  const client = await RpcClient.open(endpoint);
  const closed = new Promise<void>((resolve) => client.socket.once("close", resolve));
  let accepted = 0;
  const send = async (from: Keypair): Promise<void> => {
    let nonce = await client.result<number>("system_accountNextIndex", [from.address]);
    let waiting = 0;
    let wake: (() => void) | undefined;
    while (client.socket.readyState === client.socket.OPEN) {
      const bytes = signedExtrinsic(runtime, genesis, { from, call: anyCall(random), nonce });
      const hex = `0x${Buffer.from(bytes).toString("hex")}`;
      nonce += 1;
      waiting += 1;
      await client.subscribe<unknown>("author_submitAndWatchExtrinsic", [hex], (status) => {
        const block = (status as { finalized?: string }).finalized;
        if (block === undefined) return;
        final.push({ extrinsic: blake2Hex(bytes), block });
        waiting -= 1;
        wake?.();
      });
      accepted += 1;
      while (waiting >= IN_FLIGHT && client.socket.readyState === client.socket.OPEN)
        await Promise.race([
          closed,
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
        ]);
    }
  };
  // The end of the connection ends them; an answer that says so is no failure.
  await Promise.allSettled(senders.map(send));
  client.close();
  return accepted;
}

function anyCall(random: Random): RuntimeCall {
  const to = random.pick([
    ...senders,
    ...house.miners.map(({ coldkey }) => ({ address: coldkey })),
  ]);
  switch (random.below(3)) {
    case 0: {
      const remark = random.bytes(random.below(200));
      return { type: "System", value: { type: "remark_with_event", value: { remark } } };
    }
    case 1: {
      const hotkey = random.pick(house.validators).hotkey;
      const amount_staked = TAO + BigInt(random.below(1_000_000));
      const value = { hotkey, netuid: random.below(2), amount_staked };
      return { type: "SubtensorModule", value: { type: "add_stake", value } };
    }
    default:
      return transfer(to.address, 1_000_000n + BigInt(random.below(1_000_000)));
  }
}
