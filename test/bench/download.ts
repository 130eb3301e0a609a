import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { fileDigest } from "../../native/engine/file-digest.ts";
import { createDispatcher } from "../../native/models/download/dispatcher.ts";
import { runDownload } from "../../native/models/download/run/download-run.ts";
import { createSpeedLimit } from "../../native/models/download/speed/speed-limit.ts";
import { straightWay } from "../fakes/straight-way.ts";
import { type BenchContext, millisOf, type Row, type Section, spread } from "./measure.ts";

const run = promisify(execFile);
const entry = fileURLToPath(new URL("./download-server.ts", import.meta.url));
const MEBIBYTE = 2 ** 20;
const BYTES = 512 * MEBIBYTE;
/** Payload of a line of 1 Gbit/s. */
const GIGABIT = 118 * MEBIBYTE;

/** A download over loopback, hashed, verified and synced, beside curl alone, beside curl followed by the same work, and beside curl with it. */
export const download: Section = {
  name: "download",
  about:
    "512 MiB over loopback, four connections, every chunk and the whole hashed and the disk synced, over curl",
  run: async (context) => {
    if (!(await has("curl"))) {
      context.say("curl is not installed, so there is nothing to compare with: skipped");
      return [];
    }
    const atFullSpeed = await compare(context, "as fast as loopback goes", undefined);
    return [...atFullSpeed, ...(await compare(context, "at 1 Gbit/s", GIGABIT))];
  },
};

async function has(program: string): Promise<boolean> {
  return run(program, ["--version"]).then(
    () => true,
    () => false,
  );
}

async function compare(
  { runs, folder, say }: BenchContext,
  line: string,
  pace: number | undefined,
): Promise<readonly Row[]> {
  const server = spawn(process.execPath, [entry, String(BYTES), ...(pace ? [String(pace)] : [])], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const url = `http://127.0.0.1:${await portOf(server)}/model.gguf`;
    const ours: number[] = [];
    const plain: number[] = [];
    const synced: number[] = [];
    const hashed: number[] = [];
    const piped: number[] = [];
    const hasPipe = (await has("tee")) && (await has("sha256sum"));
    if (!hasPipe) say("tee or sha256sum is not installed: curl with a hash beside it is left out");
    // In turns, so that a busy minute of the machine or a full write cache meets all of them; the first turn warms up.
    for (let turn = 0; turn <= runs; turn += 1) {
      say(`${line}, turn ${turn} of ${runs}`);
      const curl = await withCurl(url, join(folder, "curl.gguf"));
      const pipe = hasPipe ? await withPipe(url, join(folder, "piped.gguf")) : undefined;
      const own = await withHearth(url, join(folder, "own"));
      if (turn === 0) continue;
      plain.push(perSecond(curl.fetched));
      synced.push(perSecond(curl.fetched + curl.synced));
      hashed.push(perSecond(curl.fetched + curl.synced + curl.hashed));
      if (pipe !== undefined) piped.push(perSecond(pipe));
      ours.push(perSecond(own));
    }
    const measured = spread(ours);
    const row = (name: string, samples: readonly number[]): Row => ({
      name: `${line}, verified and synced`,
      unit: "MiB/s",
      measured,
      against: { name, measured: spread(samples) },
    });
    return [
      row("curl alone", plain),
      row("curl, then a sync", synced),
      row("curl, a sync, then SHA-256 by Node", hashed),
      ...(hasPipe ? [row("curl into tee into sha256sum, then a sync", piped)] : []),
    ];
  } finally {
    server.kill();
    await once(server, "exit");
  }
}

function perSecond(millis: number): number {
  return BYTES / MEBIBYTE / (millis / 1000);
}

async function portOf(server: ChildProcess): Promise<string> {
  const [text] = (await once(server.stdout ?? server, "data")) as [Buffer];
  return text.toString().trim();
}

interface Curled {
  readonly fetched: number;
  readonly synced: number;
  readonly hashed: number;
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function withCurl(url: string, path: string): Promise<Curled> {
  try {
    const fetched = await millisOf(() => run("curl", ["-s", "-f", "-o", path, url]));
    const synced = await millisOf(() => syncFile(path));
    return { fetched, synced, hashed: await millisOf(() => fileDigest(path)) };
  } finally {
    rmSync(path, { force: true });
  }
}

/** The plain tools for the same work: fetched, written and hashed at once, then synced. */
async function withPipe(url: string, path: string): Promise<number> {
  const line = 'curl -s -f "$0" | tee "$1" | sha256sum';
  try {
    return await millisOf(async () => {
      const { stdout } = await run("sh", ["-c", line, url, path]);
      await syncFile(path);
      if (!/^[0-9a-f]{64} /.test(stdout)) throw new Error(`sha256sum said '${stdout}'`);
    });
  } finally {
    rmSync(path, { force: true });
  }
}

async function withHearth(url: string, folder: string): Promise<number> {
  const dispatcher = createDispatcher({});
  try {
    return await millisOf(() =>
      runDownload(
        { file: "model.gguf", addresses: [url], folder },
        {
          way: straightWay(() => dispatcher),
          limit: createSpeedLimit(() => undefined),
          connections: () => 4,
          needSpace: async () => undefined,
          onProgress: () => undefined,
          onBytes: () => undefined,
          now: Date.now,
          random: Math.random,
          stallMillis: 20_000,
        },
        new AbortController().signal,
      ),
    );
  } finally {
    await dispatcher.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
