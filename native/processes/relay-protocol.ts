import * as z from "zod";

/**
 * What the host asks of the shell, and what it hears back, when only the shell may start processes (Electron's utility
 * processes can be forked from the main process alone). `id` names one child for its whole life.
 */
export const relayRequest = z.discriminatedUnion("relay", [
  z.object({
    relay: z.literal("launch"),
    id: z.number().int(),
    name: z.string(),
    entry: z.url(),
    args: z.array(z.string()),
    env: z.record(z.string(), z.string()),
  }),
  z.object({ relay: z.literal("send"), id: z.number().int(), message: z.unknown() }),
  z.object({
    relay: z.literal("kill"),
    id: z.number().int(),
    signal: z.enum(["SIGTERM", "SIGKILL"]),
  }),
]);
export type RelayRequest = z.infer<typeof relayRequest>;

/** What the shell answers: what became of a launch, what a child says, and how it ended with the last of its standard error. */
export const relayReport = z.discriminatedUnion("relayed", [
  z.object({
    relayed: z.literal("started"),
    id: z.number().int(),
    pid: z.number().int().optional(),
  }),
  z.object({ relayed: z.literal("message"), id: z.number().int(), message: z.unknown() }),
  z.object({
    relayed: z.literal("exited"),
    id: z.number().int(),
    code: z.number().int().nullable(),
    signal: z.string().nullable(),
    stderr: z.string(),
  }),
]);
export type RelayReport = z.infer<typeof relayReport>;
