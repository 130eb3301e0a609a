import type { StandardRPCCustomJsonSerializer } from "@orpc/client/standard";

/**
 * Carries Uint8Arrays through oRPC, which knows no bytes of its own besides Blobs. Both ends must have it.
 * The type number is ours: oRPC keeps those up to 20 for itself.
 */
export const bytesSerializer: StandardRPCCustomJsonSerializer = {
  type: 40,
  condition: (value) => value instanceof Uint8Array,
  serialize: (value: Uint8Array) => Buffer.from(value).toString("base64"),
  deserialize: (text: string) => new Uint8Array(Buffer.from(text, "base64")),
};
