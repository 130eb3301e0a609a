import { digest } from "../../scale/substrate.ts";
import { type Block, decodeHeader } from "../block.ts";
import type { Chain } from "../chain.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { list, wholeNumber } from "./params.ts";
import { bodyOf, hex, type Methods, type NodeServices } from "./services.ts";

/** A header as the legacy JSON-RPC shows it. */
export function headerJson(block: Block): unknown {
  const header = decodeHeader(block.header);
  // Each log is shown as its own SCALE: a digest of one log without the count before it.
  const logs = header.digest.logs.map((log) => hex(digest.codec.enc({ logs: [log] }).slice(1)));
  return {
    parentHash: header.parent_hash,
    number: `0x${header.number.toString(16)}`,
    stateRoot: header.state_root,
    extrinsicsRoot: header.extrinsics_root,
    digest: { logs },
  };
}

function hashesOf(chain: Chain, value: unknown): unknown {
  if (value === null || value === undefined) return chain.best.hash;
  if (Array.isArray(value))
    return list(value, "block numbers").map((each) => hashesOf(chain, each));
  const number = wholeNumber(value, "block number");
  if (number > 0xffff_ffff)
    throw new RpcFailure(
      rpcCodes.chain,
      `\`${number}\` > u32::max_value(), the max block number is u32.`,
    );
  return chain.hashAt(number) ?? null;
}

/** chain_*: blocks, headers and their subscriptions. */
export function chainMethods({ chain }: NodeServices): Methods {
  const blockOf = (value: unknown): Block | undefined => {
    const hash = value ?? chain.best.hash;
    return typeof hash === "string" ? chain.block(hash.toLowerCase()) : undefined;
  };
  const header = ([at]: readonly unknown[]): unknown => {
    const block = blockOf(at);
    return block ? headerJson(block) : null;
  };
  const heads =
    (notification: string, which: "best" | "finalized"): Methods[string] =>
    (_params, session) =>
      session.subscribe(notification, (notify) => {
        const tell = (): void => {
          const block = chain.blockAt(chain[which].number);
          if (block) notify(headerJson(block));
        };
        tell();
        return chain.onBlock(tell);
      });
  const unsubscribe: Methods[string] = ([id], session) => session.unsubscribe(id);
  return {
    chain_getBlock([at]) {
      const block = blockOf(at);
      if (!block) return null;
      return {
        block: { header: headerJson(block), extrinsics: bodyOf(block) },
        justifications: null,
      };
    },
    chain_getBlockHash: ([number]) => hashesOf(chain, number),
    chain_getHead: ([number]) => hashesOf(chain, number),
    chain_getHeader: header,
    chain_getFinalizedHead: () => chain.finalized.hash,
    chain_getFinalisedHead: () => chain.finalized.hash,
    chain_subscribeNewHeads: heads("chain_newHead", "best"),
    chain_subscribeNewHead: heads("chain_newHead", "best"),
    subscribe_newHead: heads("chain_newHead", "best"),
    chain_subscribeAllHeads: heads("chain_allHead", "best"),
    chain_subscribeFinalizedHeads: heads("chain_finalizedHead", "finalized"),
    chain_subscribeFinalisedHeads: heads("chain_finalizedHead", "finalized"),
    chain_unsubscribeNewHeads: unsubscribe,
    chain_unsubscribeNewHead: unsubscribe,
    unsubscribe_newHead: unsubscribe,
    chain_unsubscribeAllHeads: unsubscribe,
    chain_unsubscribeFinalizedHeads: unsubscribe,
    chain_unsubscribeFinalisedHeads: unsubscribe,
  };
}

/** state_getRuntimeVersion's answer. */
export function legacyVersion({ runtime }: Chain): unknown {
  const { version } = runtime;
  return {
    specName: version.specName,
    implName: version.implName,
    authoringVersion: version.authoringVersion,
    specVersion: version.specVersion,
    implVersion: version.implVersion,
    apis: runtime.apiVersions(),
    transactionVersion: version.transactionVersion,
    systemVersion: version.systemVersion,
    stateVersion: version.stateVersion,
  };
}
