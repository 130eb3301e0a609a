import { expect, test } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import type { EnginePort } from "../../../native/engine/engine-port.ts";
import { loadWhenRunning } from "../../../native/governor/load-when-running.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";
import { fakeWorkPause } from "../../fakes/fake-work-pause.ts";
import { fakeModel } from "../../fakes/text-miner.ts";

const model = { ...fakeModel, path: "/nowhere" };
const cut = (reason: string) => new HearthError("PAUSED", { reason });
const never = new AbortController().signal;

// defect: a load that a short pause had cut failed for good when the pause was over before the failure was heard
test("a load that a pause cut is tried again, also where the pause is over by then", async () => {
  const pause = fakeWorkPause();
  const engine = createFakeEngine();
  let times = 0;
  const load: EnginePort["load"] = async (...given) => {
    times += 1;
    if (times > 1) return engine.load(...given);
    pause.set("a program is full screen");
    pause.set(undefined);
    throw cut("a program is full screen");
  };
  expect(await loadWhenRunning({ load }, pause, model, {}, never)).toMatchObject({ id: model.id });
  expect(times).toBe(2);
});

test("an engine that somebody else paused is not waited for", async () => {
  const pause = fakeWorkPause();
  let times = 0;
  const load: EnginePort["load"] = async () => {
    times += 1;
    throw cut("somebody else's");
  };
  const loading = loadWhenRunning({ load }, pause, model, {}, never);
  await expect(loading).rejects.toMatchObject({ code: "PAUSED" });
  // A pause that ended before the load began has nothing to do with it.
  pause.set("a game");
  const later = loadWhenRunning({ load }, pause, model, {}, never);
  pause.set(undefined);
  await expect(later).rejects.toMatchObject({ code: "PAUSED" });
  expect(times).toBe(2);
});
