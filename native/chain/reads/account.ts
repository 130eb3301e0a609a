import { type Rao, rao } from "../../api/units.ts";
import type { At, ChainClient } from "../chain-port.ts";

/** What an account holds, in rao. */
export interface AccountBalance {
  readonly free: Rao;
  readonly reserved: Rao;
  /** Part of `free` that cannot be spent. */
  readonly frozen: Rao;
  readonly nonce: number;
}

interface AccountInfo {
  readonly nonce: number;
  readonly data: { readonly free: bigint; readonly reserved: bigint; readonly frozen: bigint };
}

/** System.Account of an address; zeros for one that was never used. */
export async function readAccount(
  chain: ChainClient,
  address: string,
  at: At = "best",
): Promise<AccountBalance> {
  const { nonce, data } = (await chain.query("System", "Account", [address], at)) as AccountInfo;
  return { free: rao(data.free), reserved: rao(data.reserved), frozen: rao(data.frozen), nonce };
}

/** Rao that an address can spend. */
export async function freeBalance(
  chain: ChainClient,
  address: string,
  at: At = "best",
): Promise<Rao> {
  const { free, frozen } = await readAccount(chain, address, at);
  return rao(free > frozen ? free - frozen : 0n);
}
