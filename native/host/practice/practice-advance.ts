import { WebSocket } from "ws";
import * as z from "zod";
import { HearthError } from "../../api/errors.ts";

/** How far to go: so many blocks, or until the next epoch of a subnet has run. */
export type AdvanceGoal = { readonly blocks: number } | { readonly epochOf: number };

const advanced = z.object({ from: z.number(), to: z.number(), reached: z.boolean() });
const answer = z.union([
  z.object({ result: advanced }),
  z.object({
    error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }),
  }),
]);

/**
 * Has the practice node at `endpoint` make blocks without waiting for their time, over a connection of its own: the node stops
 * when it ends, so an abort stops it. Rejects with BAD_INPUT (no such subnet), NOT_READY (another one runs, or the node cannot), DISK_FULL,
 * PRACTICE_NODE_DOWN or CANCELLED.
 */
export async function advancePractice(
  endpoint: string,
  goal: AdvanceGoal,
  signal: AbortSignal | undefined,
): Promise<z.infer<typeof advanced>> {
  if (signal?.aborted === true) throw new HearthError("CANCELLED");
  const socket = new WebSocket(endpoint);
  const leave = (): void => socket.close();
  signal?.addEventListener("abort", leave, { once: true });
  try {
    const message = await new Promise<unknown>((done, fail) => {
      const [method, params] =
        "blocks" in goal
          ? ["practice_advance", [goal.blocks]]
          : ["practice_advanceToEpoch", [goal.epochOf]];
      socket.once("open", () =>
        socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params })),
      );
      socket.once("message", (data) => done(JSON.parse(String(data))));
      socket.on("error", () => fail(lost(signal)));
      socket.once("close", () => fail(lost(signal)));
    });
    const { result, error } = { result: undefined, error: undefined, ...answer.parse(message) };
    if (result) return result;
    throw refusal(error);
  } finally {
    signal?.removeEventListener("abort", leave);
    socket.close();
  }
}

function lost(signal: AbortSignal | undefined): HearthError {
  if (signal?.aborted === true) return new HearthError("CANCELLED");
  return new HearthError("PRACTICE_NODE_DOWN", {
    reason: "Its connection ended while it made blocks.",
  });
}

const INVALID_PARAMS = -32602;

function refusal(
  error: { code: number; message: string; data?: unknown } | undefined,
): HearthError {
  const reason = error?.message ?? "";
  if (error?.code === INVALID_PARAMS) return new HearthError("BAD_INPUT", { reason });
  if (error?.data === "DISK_FULL")
    return new HearthError("DISK_FULL", { folder: "The data folder" });
  return new HearthError("NOT_READY", { what: "Skipping ahead", reason });
}
