import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as z from "zod";
import { HearthError, isErrorCode } from "../api/errors.ts";
import { chooseDataFolder } from "../host/data-folder.ts";
import { processEntry } from "../processes/entry.ts";
import type { RunningProcess } from "../processes/launcher.ts";
import { nodeLauncher } from "../processes/node-launcher.ts";
import { whenNpmEnds } from "../processes/npm-parent.ts";
import { nodeReady, type ServedChain, servedChain } from "./served-chain.ts";

/** How a chain for developers is served; what is text is checked by the practice node. */
export interface ServeOptions {
  readonly port: string;
  /** Where it is kept; the data folder's `served-chain` when not told. */
  readonly folder: string | undefined;
  /** In a temporary folder that is removed at the end. */
  readonly ephemeral: boolean;
  readonly blockTime: string;
  readonly tempo: string;
  readonly from: string | undefined;
  readonly residents: boolean;
}

const detail = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const nodeError = z.object({
  error: z.object({
    code: z.string(),
    detail: detail.default({}),
    what: z.string(),
    why: z.string(),
  }),
});
const nodeTrouble = z.object({ trouble: z.object({ where: z.string() }).and(nodeError) });

/**
 * Serves a practice chain in the foreground until SIGINT or SIGTERM, then ends it cleanly. Throws what the node could not start
 * for (PORT_TAKEN, DATA_FOLDER_IN_USE, BAD_INPUT, SNAPSHOT_DAMAGED, …), or PRACTICE_NODE_DOWN when it ended by itself.
 */
export async function servePractice(options: ServeOptions): Promise<void> {
  const temporary = options.ephemeral ? mkdtempSync(join(tmpdir(), "hearth-served-")) : undefined;
  const folder =
    temporary ?? resolve(options.folder ?? join(chooseDataFolder(undefined), "served-chain"));
  let ending = false;
  let node: RunningProcess | undefined;
  const end = (): void => {
    ending = true;
    node?.kill();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  whenNpmEnds(end);
  try {
    node = launch(options, folder);
    const failure = follow(node, (ready) =>
      console.log(servedChain(ready, temporary === undefined ? folder : undefined)),
    );
    await node.exited;
    if (!ending) throw failure() ?? down(node.stderrTail());
    console.log("Stopped.");
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
}

function launch(options: ServeOptions, folder: string): RunningProcess {
  return nodeLauncher().launch({
    name: "practice-node",
    entry: processEntry("../practice/main.ts", import.meta.url),
    args: [
      ...["--data-dir", folder, "--port", options.port, "--developers"],
      ...["--block-time", options.blockTime, "--tempo", options.tempo],
      ...(options.from === undefined ? [] : ["--from", options.from]),
      ...(options.residents ? ["--residents"] : []),
    ],
  });
}

/** Hears the node; answers why it could not start, as far as it has said. */
function follow(
  node: RunningProcess,
  onReady: (ready: ServedChain) => void,
): () => HearthError | undefined {
  let failure: HearthError | undefined;
  node.onMessage((message) => {
    const ready = nodeReady.safeParse(message);
    if (ready.success) onReady(ready.data);
    const trouble = nodeTrouble.safeParse(message);
    if (trouble.success) {
      const { where, error } = trouble.data.trouble;
      console.error(`${where}: ${error.what} ${error.why}`);
    }
    const failed = nodeError.safeParse(message);
    if (failed.success && isErrorCode(failed.data.error.code))
      failure = new HearthError(failed.data.error.code, failed.data.error.detail);
  });
  return () => failure;
}

function down(tail: string): HearthError {
  const lines = tail.trim().split("\n");
  const reason = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? "";
  return new HearthError("PRACTICE_NODE_DOWN", { reason });
}
