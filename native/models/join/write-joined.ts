import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { HearthError } from "../../api/errors.ts";
import { type JoinedHead, padded } from "./joined-head.ts";

const COPY_BYTES = 1 << 20;

/**
 * Writes the head and each part's data behind it, each padded as llama.cpp does, and waits for the disk; answers the SHA-256 of all of
 * it. Throws MODEL_DAMAGED where a part becomes shorter meanwhile, the signal's reason, or what the file system throws.
 */
export async function writeJoined(
  target: string,
  { head, pieces }: JoinedHead,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash("sha256");
  await using to = await open(target, "w", 0o644);
  const put = async (bytes: Uint8Array): Promise<void> => {
    signal?.throwIfAborted();
    hash.update(bytes);
    for (let done = 0; done < bytes.length; )
      done += (await to.write(bytes, done, bytes.length - done)).bytesWritten;
  };
  await put(head);
  const buffer = Buffer.allocUnsafe(COPY_BYTES);
  for (const [index, { start, bytes }] of pieces.entries()) {
    await using from = await open(paths[index] ?? "", "r");
    for (let done = 0; done < bytes; ) {
      const wanted = Math.min(buffer.length, bytes - done);
      const { bytesRead } = await from.read(buffer, 0, wanted, start + done);
      if (bytesRead === 0) {
        const reason = "it became shorter while it was read";
        throw new HearthError("MODEL_DAMAGED", { file: `part ${index + 1}`, reason });
      }
      await put(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
    await put(Buffer.alloc(padded(bytes) - bytes));
  }
  await to.sync();
  return hash.digest("hex");
}
