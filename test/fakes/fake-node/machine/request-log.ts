import type { MinerRequest } from "../../../../native/api/mining.ts";
import { sampleAddress, sampleHash } from "../samples.ts";
import type { World } from "../world.ts";

const KEPT = 200;
const refusals = ["StaleRequest", "BadSignature", "MalformedAuth"] as const;

/** Requests that ended before now, newest first: most revealed, some refused, one failed. */
export function sampleRequests(count: number, now: number): MinerRequest[] {
  return Array.from({ length: count }, (_, index) =>
    endedRequest(index, now - index * 9_700 - 6_000),
  );
}

function endedRequest(index: number, receivedAt: number): MinerRequest {
  const uid = index % 3;
  const base = {
    id: sampleHash(`request-${receivedAt}-${index}`).slice(2, 18),
    hotkey: sampleAddress(`validator-${uid}`),
    uid,
    receivedAt,
  };
  if (index % 13 === 7) {
    const { uid: _uid, ...stranger } = base;
    return {
      ...stranger,
      hotkey: index % 2 === 0 ? "" : sampleAddress(`stranger-${index}`),
      state: "refused",
      endedAt: receivedAt + 2,
      code: refusals[index % 3] ?? "StaleRequest",
    };
  }
  if (index % 29 === 11) {
    return {
      ...base,
      state: "failed",
      endedAt: receivedAt + 900,
      waitMillis: 14,
      code: "ENGINE_DOWN",
    };
  }
  const workMillis = 320 + ((index * 137) % 610);
  return {
    ...base,
    state: index === 0 ? "committed" : "revealed",
    endedAt: receivedAt + workMillis + 40,
    tokens: 48 + ((index * 31) % 190),
    workMillis,
    waitMillis: (index * 53) % 210,
  };
}

/** A request comes, those at work go on: called at each step of the script while the miner serves. */
export function advanceRequests(world: World): void {
  const now = Date.now();
  const serving = world.mining.state === "earning" || world.mining.state === "waiting";
  const moved = world.requests.map((one): MinerRequest => {
    if (one.state === "working" && now - one.receivedAt > 2500) {
      return {
        ...one,
        state: "revealed",
        endedAt: now,
        tokens: 96,
        workMillis: now - one.receivedAt - (one.waitMillis ?? 0),
      };
    }
    if (one.state === "waiting")
      return { ...one, state: "working", waitMillis: now - one.receivedAt };
    return one;
  });
  const uid = Math.floor(now / 1000) % 3;
  const fresh: MinerRequest = {
    id: sampleHash(`request-${now}`).slice(2, 18),
    hotkey: sampleAddress(`validator-${uid}`),
    uid,
    receivedAt: now,
    state: "waiting",
  };
  world.requests = (serving ? [fresh, ...moved] : moved).slice(0, KEPT);
  world.channels.requests.publish(world.requests);
  const active = world.requests.filter((one) => one.state === "working").length;
  const waiting = world.requests.filter((one) => one.state === "waiting").length;
  if (world.engine.models.length === 0) return;
  world.engine = {
    ...world.engine,
    models: world.engine.models.map((model) =>
      model.id === world.mining.model
        ? {
            ...model,
            active,
            waiting,
            tokensPerSecond: serving ? 128 + 20 * Math.sin(now / 2000) : 0,
          }
        : model,
    ),
  };
  world.channels.engine.publish(world.engine);
}
