/** The digits of base58 as Bitcoin and libp2p write it. */
const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/** An identity multihash of 36 bytes, holding libp2p's form of an ed25519 public key of 32 bytes. */
const BEFORE_KEY = "002408011220";

/** A libp2p peer id for 32 bytes of 0x hex, as a node with that public key would have: text that begins 12D3KooW. */
export function peerId(key: string): string {
  const digits = BEFORE_KEY + key.slice(2);
  let rest = BigInt(`0x${digits}`);
  let text = "";
  for (; rest > 0n; rest /= 58n) text = DIGITS[Number(rest % 58n)]! + text;
  // Each leading zero byte is a digit of its own.
  const zeros = /^(00)*/.exec(digits)![0].length / 2;
  return DIGITS[0]!.repeat(zeros) + text;
}
