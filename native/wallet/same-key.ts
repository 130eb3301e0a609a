import { HearthError } from "../api/errors.ts";

/**
 * What was shown and checked is the address of coldkeypub.txt; a coldkey file of another wallet beside it must not pay unseen.
 * Throws KEYFILE_DAMAGED.
 */
export function requireSameKey(shown: string, unlocked: string): void {
  if (shown === unlocked) return;
  const reason = "It shows another address than the coldkey beside it.";
  throw new HearthError("KEYFILE_DAMAGED", { file: "coldkeypub.txt", reason });
}
