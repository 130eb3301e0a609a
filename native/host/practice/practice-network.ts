import { createServer } from "node:net";
import { join } from "node:path";
import * as z from "zod";
import { HearthError } from "../../api/errors.ts";
import { processEntry } from "../../processes/entry.ts";
import type { Launcher, RunningProcess } from "../../processes/launcher.ts";
import type { SupervisedStatus } from "../../processes/supervised-status.ts";
import { supervise } from "../../processes/supervisor.ts";
import { type AdvanceGoal, advancePractice } from "./practice-advance.ts";
import { readTrouble } from "./practice-trouble.ts";

/** What the practice node says once it serves. */
const nodeReady = z.object({
  ready: z.literal(true),
  endpoint: z.url(),
  genesis: z.string(),
  faucet: z.string(),
});
const residentsReady = z.object({ ready: z.literal(true) });
const nodeFailed = z.object({ error: z.object({ what: z.string(), why: z.string() }) });
const residentsFailed = z.object({ ready: z.literal(false), reason: z.string() });

/** How long after it was given up a process of the practice network is tried again. */
const RETRY_MILLIS = 30_000;

/** How the practice network is to run. */
export interface PracticeNetworkOptions {
  readonly launcher: Launcher;
  readonly dataFolder: string;
  /** Shipped models, for the residents. */
  readonly modelsFolder: string;
  readonly blockSeconds: number;
  readonly tempo: number;
  readonly onChange: (status: SupervisedStatus) => void;
  /** A running node could not make a block. */
  readonly onTrouble: (error: HearthError) => void;
}

/** The embedded network: a node of its own and the house miners and validators, met only over its socket. */
export interface PracticeNetwork {
  /** Where the node listens, also before it does and while it restarts. */
  readonly endpoint: string;
  /** The faucet account's URI, from the node itself. */
  faucet(signal?: AbortSignal): Promise<string>;
  /** Makes blocks without waiting for their time; see {@link advancePractice}. */
  advance(goal: AdvanceGoal, signal?: AbortSignal): ReturnType<typeof advancePractice>;
  statuses(): readonly SupervisedStatus[];
  close(): Promise<void>;
}

/** Starts the practice node and, once it serves, its residents; both are kept alive until `close()`. */
export async function startPracticeNetwork(
  options: PracticeNetworkOptions,
): Promise<PracticeNetwork> {
  // One port for the whole session, so that the chain client finds a restarted node where it was.
  const port = await freePort();
  const endpoint = `ws://127.0.0.1:${port}`;
  const folder = join(options.dataFolder, "practice");
  const retries = new Map<string, NodeJS.Timeout>();
  /** What was given up is tried again at leisure: whoever repaired the cause should not have to restart Hearth as well. */
  const onChange = (restart: () => void) => (status: SupervisedStatus) => {
    options.onChange(status);
    if (status.state === "gave-up")
      retries.set(status.name, setTimeout(restart, RETRY_MILLIS).unref());
  };
  const node = supervise({
    name: "practice-node",
    launcher: options.launcher,
    spec: () => ({
      name: "practice-node",
      entry: processEntry("../../practice/main.ts", import.meta.url),
      args: [
        ...["--data-dir", join(folder, "chain")],
        ...["--port", String(port)],
        ...["--block-time", String(options.blockSeconds)],
        ...["--tempo", String(options.tempo)],
      ],
    }),
    ready: (process, signal) => {
      process.onMessage((message) => {
        const trouble = readTrouble(message);
        if (trouble) options.onTrouble(trouble);
      });
      return firstAnswer(process, nodeReady, signal);
    },
    onChange: onChange(() => node.restart()),
    failure: (reason) => new HearthError("PRACTICE_NODE_DOWN", { reason }),
  });
  const residents = supervise({
    name: "practice-residents",
    launcher: options.launcher,
    spec: () => ({
      name: "practice-residents",
      entry: processEntry("../../practice/residents/main.ts", import.meta.url),
      args: [
        "--endpoint",
        endpoint,
        "--data-dir",
        join(folder, "residents"),
        "--models",
        options.modelsFolder,
      ],
    }),
    ready: (process, signal) => firstAnswer(process, residentsReady, signal),
    readyMillis: 120_000,
    onChange: onChange(() => residents.restart()),
    failure: (reason) => new HearthError("PRACTICE_NODE_DOWN", { reason }),
  });
  return {
    endpoint,
    faucet: async (signal) => (await node.whenReady(signal)).faucet,
    advance: async (goal, signal) => {
      await node.whenReady(signal);
      return advancePractice(endpoint, goal, signal);
    },
    statuses: () => [node.status(), residents.status()],
    close: async () => {
      for (const timer of retries.values()) clearTimeout(timer);
      // The residents first, or they would only report a lost chain.
      await residents.close();
      await node.close();
    },
  };
}

function firstAnswer<T>(
  process: RunningProcess,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((done, fail) => {
    const stop = process.onMessage((message) => {
      const answer = schema.safeParse(message);
      const refusal = answer.success ? undefined : refusalOf(message);
      if (!answer.success && refusal === undefined) return;
      stop();
      if (answer.success) done(answer.data);
      else fail(new Error(refusal));
    });
    signal.addEventListener("abort", () => {
      stop();
      fail(new HearthError("CANCELLED"));
    });
  });
}

/** Why a process of the practice network could not start, in its own words, which the supervisor keeps as its last error. */
function refusalOf(message: unknown): string | undefined {
  const node = nodeFailed.safeParse(message);
  if (node.success) return `${node.data.error.what} ${node.data.error.why}`;
  return residentsFailed.safeParse(message).data?.reason;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") fail(new Error("no port"));
        else done(address.port);
      });
    });
  });
}
