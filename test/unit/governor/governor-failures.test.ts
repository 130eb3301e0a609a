import { describe, expect, it, vi } from "vitest";
import { governorStage } from "./stage.ts";

const stage = governorStage();

describe("the governor, when something fails", () => {
  it("asks again where the engine could not go on, and says so", async () => {
    stage.start();
    await stage.pass(1);
    stage.governor.pause();
    await stage.pass(2);
    stage.engine.failures.resume = 2;
    stage.governor.resume();
    await stage.pass(1);
    expect(stage.governor.status().state).toBe("resuming");
    expect(stage.governor.work.reason()).toBe("it is about to run again");
    await stage.pass(6);
    await stage.pass(11);
    expect(stage.governor.status().state).toBe("running");
    const after = stage.engine.orders.slice(1).map(({ kind }) => kind);
    expect(after).toEqual(["resume", "suspend", "resume", "suspend", "resume"]);
    // One line for all attempts: they go on for as long as it takes.
    expect(stage.said().filter((line) => line === "governor.resumeFailed")).toHaveLength(1);
  });

  it("pauses though the disk is full", async () => {
    stage.start();
    await stage.pass(1);
    stage.store.saveHand = () => {
      throw new Error("the disk is full");
    };
    expect(() => stage.governor.pause()).toThrow("the disk is full");
    await stage.pass(1);
    expect(stage.governor.status().state).toBe("paused");
  });

  // defect: a pause that ran out while the disk was full ended the node by an unhandled rejection
  it("goes on when a pause runs out while the disk is full, and begins though it is full", async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    process.on("unhandledRejection", hear);
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const suspend = stage.engine.suspend;
    stage.engine.suspend = async (order) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      await suspend(order);
    };
    stage.start();
    await stage.pass(1);
    stage.governor.pause(0.001);
    stage.store.saveHand = () => {
      throw new Error("the disk is full");
    };
    // The engine's answer is the first that is heard after the end of the pause.
    await stage.pass(2);
    expect(stage.governor.status().state).toBe("running");
    expect(said).toHaveBeenCalledWith(expect.objectContaining({ message: "the disk is full" }));
    stage.governor.close();
    // The pause on the disk has run out long since.
    stage.start();
    await stage.pass(1);
    expect(stage.governor.status().state).toBe("running");
    process.off("unhandledRejection", hear);
    said.mockRestore();
    expect(unheard).toEqual([]);
  });

  it("asks again where the engine could not be paused", async () => {
    stage.start();
    await stage.pass(1);
    stage.engine.failures.suspend = 1;
    stage.governor.pause();
    await stage.pass(1);
    expect(stage.governor.status().state).toBe("pausing");
    await stage.pass(6);
    expect(stage.governor.status().state).toBe("paused");
    expect(stage.engine.orders).toMatchObject([
      { kind: "suspend", graceMillis: 500 },
      { kind: "suspend", graceMillis: 0 },
    ]);
  });

  // defect: what the host closes after the governor stayed open
  it("closes though the disk is full", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    stage.start();
    await stage.pass(5);
    const { saveEnergy } = stage.store;
    stage.store.saveEnergy = () => {
      stage.store.saveEnergy = saveEnergy;
      throw new Error("the disk is full");
    };
    expect(() => stage.governor.close()).not.toThrow();
    expect(said).toHaveBeenCalledWith(expect.objectContaining({ message: "the disk is full" }));
    said.mockRestore();
  });

  // defect: hours that a person had set were gone without a word, and work ran through them
  it("says that the settings cannot be read, and holds the usual ones", async () => {
    stage.store.settingsAreLost = () => true;
    stage.start();
    await stage.pass(1);
    expect(stage.lines).toEqual([
      { level: "warning", source: "governor", message: "governor.settingsLost" },
    ]);
    expect(stage.governor.status().state).toBe("running");
  });
});
