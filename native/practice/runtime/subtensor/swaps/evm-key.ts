import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesOf } from "../../../frame/hasher.ts";
import { accountBytes } from "../../../scale/account.ts";
import { concatenated, u64 } from "../../../scale/type.ts";
import { hotkeyExists } from "../accounts.ts";
import type { Chain, ChainView } from "../chain.ts";
import { uidOf } from "../neurons/neurons.ts";
import { ensure, event, fail, type SubtensorError, storage } from "../pallet.ts";

/** Blocks between two associations of one neuron; not in the metadata. Source: runtime/src/lib.rs, EVM_KEY_ASSOCIATE_RATELIMIT. */
export const EVM_KEY_INTERVAL = 7_200n;

/** What a neuron shows to be known by an EVM address: the address, and its signature over the hotkey and a block's number. */
export interface EvmKeyProof {
  readonly netuid: number;
  /** `0x` and 20 bytes of hex. */
  readonly evm_key: string;
  readonly block_number: bigint;
  /** `0x` and 65 bytes of hex: r, s, and the recovery number, alone or plus 27. */
  readonly signature: string;
}

/**
 * Notes the EVM address of a neuron. The address signs, as wallets sign messages (EIP-191), the hotkey's 32 bytes and the
 * keccak-256 of the block number as u64; the number may be any. Source: utils/evm.rs, checks in its order.
 */
export function associateEvmKey(chain: Chain, hotkey: string, proof: EvmKeyProof): void {
  const { state, block } = chain;
  const { netuid, evm_key, block_number } = proof;
  ensure(hotkeyExists(state, hotkey), "NonAssociatedColdKey");
  const uid = uidOf(state, netuid, hotkey);
  ensure(!isTooSoon(chain, netuid, uid), "EvmKeyAssociateRateLimitExceeded");
  const number = keccak_256(u64.codec.enc(block_number));
  const hash = messageHash(concatenated([accountBytes(hotkey), number]));
  const signer = recoverAddress(hash, bytesOf(proof.signature.slice(2)));
  ensure((signer ?? fail("InvalidIdentity")) === evm_key, "InvalidRecoveredPublicKey");
  const block_associated = BigInt(block);
  storage.AssociatedEvmAddress.put(state, netuid, uid, [evm_key, block_associated]);
  chain.deposit(event.EvmKeyAssociated({ netuid, hotkey, evm_key, block_associated }));
}

/** Why an association cannot be in a block, or undefined. Source: guards/check_evm_key_association.rs. */
export function evmKeyRefusal(
  chain: ChainView,
  hotkey: string,
  netuid: number,
): SubtensorError | undefined {
  const uid = storage.Uids.find(chain.state, netuid, hotkey);
  if (uid === undefined) return "HotKeyNotRegisteredInSubNet";
  return isTooSoon(chain, netuid, uid) ? "EvmKeyAssociateRateLimitExceeded" : undefined;
}

// Counted from block 0 where there was none before, as on chain: nobody associates a key on the first day.
function isTooSoon({ state, block }: ChainView, netuid: number, uid: number): boolean {
  const [, last] = storage.AssociatedEvmAddress.find(state, netuid, uid) ?? [undefined, 0n];
  return BigInt(block) - last < EVM_KEY_INTERVAL;
}

/** What an EVM wallet signs for a message of these bytes: keccak-256 of EIP-191's prefix, the length and the message. */
export function messageHash(message: Uint8Array): Uint8Array {
  const prefix = new TextEncoder().encode(`\x19Ethereum Signed Message:\n${message.length}`);
  return keccak_256(concatenated([prefix, message]));
}

/** The address whose key made a signature; undefined for one that nobody can have made, or with its larger s. */
function recoverAddress(hash: Uint8Array, signature: Uint8Array): string | undefined {
  const last = signature[64] ?? 0;
  const recovery = last >= 27 ? last - 27 : last;
  if (recovery > 3) return undefined;
  try {
    const parsed = secp256k1.Signature.fromBytes(signature.subarray(0, 64), "compact");
    if (parsed.hasHighS()) return undefined;
    const point = parsed.addRecoveryBit(recovery).recoverPublicKey(hash);
    return `0x${Buffer.from(keccak_256(point.toBytes(false).subarray(1)).subarray(12)).toString("hex")}`;
  } catch {
    return undefined;
  }
}
