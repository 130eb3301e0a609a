import { sr25519CreateDerive } from "@polkadot-labs/hdkd";
import { entropyToMiniSecret, mnemonicToEntropy } from "@polkadot-labs/hdkd-helpers";
import { createClient } from "polkadot-api";
import { getPolkadotSigner } from "polkadot-api/signer";
import { getWsProvider } from "polkadot-api/ws";
import type { PracticeNetwork } from "../suite.ts";

/** Rao in a TAO. */
export const TAO = 1_000_000_000n;

/** What is read back from the chain, by another client than the tool that is tried. */
export interface Chain {
  /** A storage item at the best block; undefined where it is optional and unset. */
  read<T>(item: `${string}.${string}`, ...keys: readonly unknown[]): Promise<T>;
  /** Every entry under the given first keys. */
  entries<T>(
    item: `${string}.${string}`,
    ...keys: readonly unknown[]
  ): Promise<readonly { readonly keyArgs: readonly unknown[]; readonly value: T }[]>;
  /** Free rao of an account. */
  free(address: string): Promise<bigint>;
  /** Alpha (TAO on root) that a coldkey has on a hotkey. */
  stake(hotkey: string, coldkey: string, netuid: number): Promise<bigint>;
  /** Gives TAO from the faucet, to several in one transaction. */
  fund(amounts: ReadonlyMap<string, bigint>): Promise<void>;
  /** A call with the sudo key's authority. Throws where it fails. */
  sudo(pallet: string, call: string, args: Readonly<Record<string, unknown>>): Promise<void>;
  /** A call signed by the sr25519 key of a seed, 0x and 64 digits. Throws where it fails. */
  signed(
    seed: string,
    pallet: string,
    call: string,
    args: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  /** Skips blocks ahead of their time, as the page's button does. */
  advance(blocks: number): Promise<void>;
  close(): void;
}

interface Done {
  readonly ok: boolean;
  readonly dispatchError?: unknown;
  readonly events: readonly { readonly type: string; readonly value: { readonly type: string } }[];
}

const MOST_BLOCKS = 7_200;

/** Connects to the network with polkadot-api, holding the faucet's key. */
export function openChain({ endpoint, phrase, faucet }: PracticeNetwork): Chain {
  const client = createClient(getWsProvider(endpoint));
  const api = client.getUnsafeApi();
  const derive = sr25519CreateDerive(entropyToMiniSecret(mnemonicToEntropy(phrase)));
  const { publicKey, sign } = derive(faucet);
  const signer = getPolkadotSigner(publicKey, "Sr25519", (message) => sign(message));
  const at = { at: "best" } as const;
  const item = (name: string) => {
    const [pallet = "", entry = ""] = name.split(".");
    const found = api.query[pallet]?.[entry];
    if (found === undefined) throw new Error(`no storage ${name}`);
    return found;
  };
  const call = (pallet: string, name: string, args: Readonly<Record<string, unknown>>) => {
    const made = api.tx[pallet]?.[name]?.(args as never);
    if (made === undefined) throw new Error(`no call ${pallet}.${name}`);
    return made;
  };
  const submit = async (made: ReturnType<typeof call>, by: typeof signer): Promise<void> => {
    const done = (await made.signAndSubmit(by)) as unknown as Done;
    const sudo = done.events.find(({ type, value }) => type === "Sudo" && value.type === "Sudid");
    const inner = (sudo?.value as { value?: { sudo_result?: { success?: boolean } } } | undefined)
      ?.value;
    if (!done.ok || inner?.sudo_result?.success === false)
      throw new Error(`a call of the test itself failed: ${text(done.dispatchError ?? inner)}`);
  };
  let queue: Promise<unknown> = Promise.resolve();
  // One after the other: they share the faucet's account, and so its nonce.
  const send = (made: ReturnType<typeof call>): Promise<void> => {
    const sent = queue.then(() => submit(made, signer));
    queue = sent.catch(() => undefined);
    return sent;
  };
  const chain: Chain = {
    read: async (name, ...keys) => (await item(name).getValue(...(keys as never[]), at)) as never,
    entries: async (name, ...keys) =>
      (await item(name).getEntries(...(keys as never[]), at)) as never,
    async free(address) {
      const info = await chain.read<{ data: { free: bigint } }>("System.Account", address);
      return info.data.free;
    },
    async stake(hotkey, coldkey, netuid) {
      const info = await api.apis.StakeInfoRuntimeApi?.get_stake_info_for_hotkey_coldkey_netuid?.(
        ...([hotkey, coldkey, netuid, at] as never[]),
      );
      return (info as { stake: bigint } | undefined)?.stake ?? 0n;
    },
    fund: (amounts) => {
      const calls = [...amounts].map(
        ([address, value]) =>
          call("Balances", "transfer_keep_alive", { dest: { type: "Id", value: address }, value })
            .decodedCall,
      );
      return send(call("Utility", "batch_all", { calls }));
    },
    sudo: (pallet, name, args) =>
      send(call("Sudo", "sudo", { call: call(pallet, name, args).decodedCall })),
    signed(seed, pallet, name, args) {
      const key = sr25519CreateDerive(Buffer.from(seed.slice(2), "hex"))("");
      const by = getPolkadotSigner(key.publicKey, "Sr25519", (message) => key.sign(message));
      return submit(call(pallet, name, args), by);
    },
    async advance(blocks) {
      for (let left = blocks; left > 0; left -= MOST_BLOCKS)
        await client._request("practice_advance", [Math.min(left, MOST_BLOCKS)]);
    },
    close: () => client.destroy(),
  };
  return chain;
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, entry) =>
    typeof entry === "bigint" ? String(entry) : (entry as unknown),
  );
}
