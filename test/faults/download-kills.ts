import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type FileServer, modelBytes, sha256Of, startFileServer } from "../fakes/file-server.ts";
import { type Random, seeded } from "./random.ts";
import { gather, type Said } from "./said.ts";

/** How often to kill, and what decides when. */
export interface DownloadKillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly onKill?: (kill: number, servedTwice: number) => void;
}

/** What the loop did. Bytes. */
export interface DownloadKillReport {
  readonly kills: number;
  readonly files: number;
  /** Served beyond the files' sizes, over all kills. */
  readonly servedTwice: number;
  /** The most that one kill may cost: connections times a chunk. */
  readonly boundPerKill: number;
  /** Kills that came while bytes were on their way. */
  readonly underWay: number;
}

const entry = fileURLToPath(new URL("./download-process.ts", import.meta.url));
const CHUNK = 262_144;
const CONNECTIONS = 4;
const SIZE = 40 * CHUNK + 4321;
/** Each life asks for the first four bytes, to learn whether the file is still the same. */
const PROBE = 4;
const LONGEST_MILLIS = 120_000;

/**
 * Kills a process that downloads again and again, by SIGKILL at a moment of chance: while it starts, fetches, checks or names the
 * file. The file must come out byte for byte, and the bytes served beyond its size may be at most those of the chunks that were on
 * their way: one for each connection and kill. Throws with the first thing that does not hold, the seed in its words.
 */
export async function downloadKills(options: DownloadKillOptions): Promise<DownloadKillReport> {
  const { kills, seed, onKill } = options;
  const random = seeded(seed);
  const total = { kills: 0, files: 0, servedTwice: 0, underWay: 0 };
  const boundPerKill = CONNECTIONS * CHUNK;
  while (total.kills < kills) {
    const content = modelBytes(SIZE, random.below(2 ** 31));
    const server = await startFileServer(content);
    const folder = mkdtempSync(join(tmpdir(), "hearth-download-kill-"));
    try {
      server.slow(2 ** 20);
      const one = await oneFile({ folder, server, content, random }, kills - total.kills);
      const servedTwice = server.sent() - content.length;
      if (servedTwice > one.kills * boundPerKill + one.lives * PROBE)
        throw new Error(`${servedTwice} bytes were served twice for ${one.kills} kills`);
      total.kills += one.kills;
      total.files += 1;
      total.servedTwice += servedTwice;
      total.underWay += one.underWay;
      onKill?.(total.kills, total.servedTwice);
    } catch (error) {
      throw new Error(`after ${total.kills} kills of seed ${seed}`, { cause: error });
    } finally {
      await server.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  return { ...total, boundPerKill };
}

interface OneFile {
  readonly folder: string;
  readonly server: FileServer;
  readonly content: Buffer;
  readonly random: Random;
}

/** Fetches one file over as many lives as it takes; the last one is left alone. */
async function oneFile(file: OneFile, most: number) {
  const { folder, server, content, random } = file;
  const known = random.oneIn(2) ? sha256Of(content) : "unknown";
  const lives = { kills: 0, lives: 0, underWay: 0 };
  for (;;) {
    const isLast = lives.kills >= most || lives.kills >= 12;
    if (isLast) server.slow(undefined);
    lives.lives += 1;
    const before = server.requests.length;
    const child = spawn(process.execPath, [entry, folder, server.url, known, String(CHUNK)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = gather(child);
    const ended = once(child, "close").then(() => true);
    try {
      const isOver = isLast
        ? await Promise.race([ended, delay(LONGEST_MILLIS, false, { ref: false })])
        : await untilKill(server, before, ended, random);
      if (isOver) {
        check(said(), folder, content);
        return lives;
      }
      if (isLast) throw new Error(`it did not end: ${said().errors}`);
      lives.kills += 1;
      if (server.requests.length > before + 1) lives.underWay += 1;
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
  }
}

/**
 * A moment of chance: now and then while it starts, mostly within half a second of its first question or of the second, after which it
 * is at work however slow the machine is. True when it ended first.
 */
async function untilKill(
  server: FileServer,
  before: number,
  ended: Promise<boolean>,
  random: Random,
): Promise<boolean> {
  if (random.oneIn(8)) return Promise.race([ended, delay(random.below(400), false)]);
  const until = Date.now() + LONGEST_MILLIS;
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  const seen = before + (random.oneIn(4) ? 1 : 2);
  while (server.requests.length < seen && !isOver && Date.now() < until) await delay(5);
  return Promise.race([ended, delay(random.below(500), false)]);
}

/** Throws where what a process said at its end, or what it left on the disk, is not the file whole. */
export function check(said: Said, folder: string, content: Buffer): void {
  const line = said.lines.trim().split("\n").at(-1) ?? "";
  if (line === "") throw new Error(`it ended without a word: ${said.errors}`);
  const result = JSON.parse(line) as { state: string; file: string; sha256: string };
  if (result.state !== "done") throw new Error(`it ended as ${line}`);
  const wanted = sha256Of(content);
  if (result.sha256 !== wanted) throw new Error(`its digest is ${result.sha256}, not ${wanted}`);
  if (!readFileSync(join(folder, result.file)).equals(content))
    throw new Error("its bytes are not those that were served");
  if (!readFileSync(join(folder, "blobs", wanted)).equals(content))
    throw new Error("its content is not under its digest");
  const left = readdirSync(join(folder, "partials"));
  if (left.length > 0) throw new Error(`it left ${left.join(", ")} behind`);
}
