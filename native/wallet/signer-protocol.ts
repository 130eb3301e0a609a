import * as z from "zod";
import { type ErrorDetail, HearthError, isErrorCode, toHearthError } from "../api/errors.ts";

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What the signer process is asked. `unlock` comes before `sign`; `seal` needs none. */
export const signerRequest = z.discriminatedUnion("kind", [
  z.object({ id: z.number(), kind: z.literal("unlock"), keyfile: bytes, password: z.string() }),
  z.object({ id: z.number(), kind: z.literal("sign"), payloads: z.array(bytes) }),
  z.object({ id: z.number(), kind: z.literal("seal"), json: z.string(), password: z.string() }),
]);
export type SignerRequest = z.infer<typeof signerRequest>;

/** What it answers: bytes (a public key, signatures, a sealed file), or a code of the closed list. */
export const signerReply = z.union([
  z.object({ id: z.number(), values: z.array(bytes) }),
  z.object({
    id: z.number(),
    failure: z.object({ code: z.string(), detail: z.record(z.string(), z.unknown()) }),
  }),
]);
export type SignerReply = z.infer<typeof signerReply>;

/** A failure as it crosses the channel: code and facts, no stack and no cause. */
export function failureReply(id: number, error: unknown): SignerReply {
  const { code, detail } = toHearthError(error);
  return { id, failure: { code, detail: { ...detail } } };
}

/** A failure as it is thrown on this side. */
export function failureOf(failure: { code: string; detail: Record<string, unknown> }): HearthError {
  const code = isErrorCode(failure.code) ? failure.code : "INTERNAL";
  return new HearthError(code, failure.detail as ErrorDetail);
}
