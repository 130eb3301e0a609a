import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { accountText } from "../../scale/account.ts";
import { accountId, concatenated, u16, u32 } from "../../scale/type.ts";
import { type ProxyType, proxyType } from "./types.ts";

const PREFIX = new TextEncoder().encode("modlpy/proxy____");

/** What makes a pure account the one it is; block and extrinsic are those of its creation. */
export interface PureOrigin {
  readonly spawner: string;
  readonly block: number;
  readonly extrinsicIndex: number;
  readonly type: ProxyType;
  readonly index: number;
}

/**
 * The address of an account without a key: blake2-256 of `modlpy/proxy____`, spawner, block u32, extrinsic u32, type and
 * index u16, as Substrate derives it.
 */
export function pureAccount(origin: PureOrigin): string {
  const { spawner, block, extrinsicIndex, type, index } = origin;
  const entropy = concatenated([
    PREFIX,
    accountId.codec.enc(spawner),
    u32.codec.enc(block),
    u32.codec.enc(extrinsicIndex),
    proxyType.codec.enc({ type }),
    u16.codec.enc(index),
  ]);
  return accountText(Blake2256(entropy));
}
