import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import * as z from "zod";

/** Lower-case hex of exactly `bytes` bytes. */
export function hexOf(bytes: number): z.ZodType<string> {
  return z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `expected ${bytes} bytes as hex`);
}

/** A miner's reply to a challenge: the promise, before anything is shown. */
export const committed = z.strictObject({ commitment: hexOf(32) });

/** A validator's request to open a promise, by the challenge's id. */
export const revealRequest = z.strictObject({ challenge: hexOf(16) });

/** What opens a promise: the answer's JSON text to the byte as it was hashed, and the 32-byte salt. */
export const revealed = z.strictObject({ answer: z.string(), salt: hexOf(32) });
export type Revealed = z.infer<typeof revealed>;

/** sha256(UTF-8 of the answer text ‖ salt), hex. Committing before revealing keeps miners from copying each other's answers. */
export function commitmentOf(opening: Revealed): string {
  return createHash("sha256")
    .update(opening.answer, "utf8")
    .update(Buffer.from(opening.salt, "hex"))
    .digest("hex");
}

/** Closes an answer under a fresh salt. */
export function commitTo(answer: unknown): { commitment: string; opening: Revealed } {
  const opening = { answer: JSON.stringify(answer), salt: randomBytes(32).toString("hex") };
  return { commitment: commitmentOf(opening), opening };
}

/** True when the opening is the one that was promised. */
export function opens(commitment: string, opening: Revealed): boolean {
  const promised = Buffer.from(commitment, "hex");
  const shown = Buffer.from(commitmentOf(opening), "hex");
  return promised.length === shown.length && timingSafeEqual(promised, shown);
}
