import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sha256Of } from "../fakes/file-server.ts";
import { bulkGguf } from "../fakes/gguf/bulk-gguf.ts";
import { splitGguf } from "../fakes/gguf/split-gguf.ts";
import { type PartsServer, startPartsServer } from "../fakes/parts-server.ts";
import { check } from "./download-kills.ts";
import { type Random, seeded } from "./random.ts";
import { gather } from "./said.ts";

/** How often to kill, and what decides when. */
export interface JoinKillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly onKill?: (kill: number, within: number) => void;
}

/** What the loop did. */
export interface JoinKillReport {
  readonly kills: number;
  readonly models: number;
  /** Kills that came while some parts were joined already and others were not. */
  readonly within: number;
}

const entry = fileURLToPath(new URL("./download-process.ts", import.meta.url));
const CHUNK = 2 ** 20;
const TENSORS = 12;
const TENSOR_BYTES = 2 ** 20;
const MOST_KILLS = 10;
const LONGEST_MILLIS = 120_000;

/**
 * Kills a process that joins the parts of a model again and again, by SIGKILL at a moment of chance after the join began. No byte
 * may be served again for it, and the whole must come out byte for byte. Throws with the first thing that does not hold, the seed in
 * its words.
 */
export async function joinKills(options: JoinKillOptions): Promise<JoinKillReport> {
  const { kills, seed, onKill } = options;
  const random = seeded(seed);
  const total = { kills: 0, models: 0, within: 0 };
  while (total.kills < kills) {
    const content = bulkGguf(TENSORS, TENSOR_BYTES, random.below(2 ** 31));
    const cuts = Array.from({ length: TENSORS - 1 }, (_, index) => index + 1);
    const parts = splitGguf(content, [0, ...cuts.filter(() => random.oneIn(2))]);
    const names = parts.map((_, index) => `big-${five(index + 1)}-of-${five(parts.length)}.gguf`);
    const files = new Map(parts.map((bytes, index) => [names[index] ?? "", bytes]));
    const server = await startPartsServer(files);
    const folder = mkdtempSync(join(tmpdir(), "hearth-join-kill-"));
    try {
      const one = await oneModel({ folder, server, content, names, parts, random });
      total.kills += one.kills;
      total.models += 1;
      total.within += one.within;
      onKill?.(total.kills, total.within);
    } catch (error) {
      throw new Error(`after ${total.kills} kills of seed ${seed}`, { cause: error });
    } finally {
      await server.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  return total;
}

interface OneModel {
  readonly folder: string;
  readonly server: PartsServer;
  readonly content: Buffer;
  readonly names: readonly string[];
  readonly parts: readonly Buffer[];
  readonly random: Random;
}

/** Joins one model over as many lives as it takes; the last one is left alone. */
async function oneModel({ folder, server, content, names, parts, random }: OneModel) {
  const known = random.oneIn(2) ? sha256Of(content) : "unknown";
  const bytes = parts.map((part) => part.length).join(",");
  const counts = { kills: 0, within: 0 };
  const served = (): number => names.reduce((sum, name) => sum + server.sent(name), 0);
  let servedAtJoin: number | undefined;
  for (;;) {
    const address = server.url(names[0] ?? "");
    const child = spawn(process.execPath, [entry, folder, address, known, String(CHUNK), bytes], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = gather(child);
    let isOver = false;
    const ended = once(child, "close").then(() => {
      isOver = true;
    });
    try {
      const until = Date.now() + LONGEST_MILLIS;
      // The moment counts from the first part that is joined in this life, so that kills do not all come too early.
      const before = joinedParts(folder);
      while (joinedParts(folder) <= before && !isOver && Date.now() < until) await delay(1);
      servedAtJoin ??= served();
      if (counts.kills < MOST_KILLS && !isOver) {
        // Half of them at once: on a quick disk little is left of the join a moment later.
        if (random.oneIn(2)) await Promise.race([ended, delay(random.below(30))]);
        child.kill("SIGKILL");
      }
      const isEnded = await Promise.race([
        ended.then(() => true),
        delay(LONGEST_MILLIS, false, { ref: false }),
      ]);
      if (!isEnded) throw new Error(`it did not end: ${said().errors}`);
      if (child.signalCode !== "SIGKILL") {
        check(said(), folder, content);
        const again = served() - servedAtJoin;
        if (again > 0) throw new Error(`${again} bytes were served again`);
        return counts;
      }
      counts.kills += 1;
      const joined = joinedParts(folder);
      if (joined > 0 && joined < parts.length) counts.within += 1;
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
  }
}

/** How many parts the record calls joined; -1 where there is none. */
function joinedParts(folder: string): number {
  const partials = join(folder, "partials");
  const [own] = existsSync(partials) ? readdirSync(partials) : [];
  try {
    const text = readFileSync(join(partials, own ?? "", "join.json"), "utf8");
    const { parts } = JSON.parse(text) as { parts: { joined?: string }[] };
    return parts.filter(({ joined }) => joined !== undefined).length;
  } catch {
    return -1;
  }
}

function five(value: number): string {
  return String(value).padStart(5, "0");
}
