import { describe, expect, it } from "vitest";
import type { Finding } from "../../../native/api/doctor.ts";
import { byNode, check, good, warning } from "../../../native/doctor/check.ts";
import { createDoctor } from "../../../native/doctor/doctor.ts";

const clocks = { now: () => 1_000, monotonic: () => performance.now() };

function lamp() {
  const state = { on: false, looks: 0 };
  const made = check({
    id: "lamp",
    group: "computer",
    probe: () => {
      state.looks += 1;
      return state.on;
    },
    judge: (on) => (on ? good() : warning("dark", {}, byNode("switch"))),
    repairs: {
      switch: async () => {
        state.on = true;
      },
    },
  });
  return { state, made };
}

describe("the Doctor", () => {
  it("says of a probe that hangs that nothing is known, and never starts a second one meanwhile", async () => {
    let begun = 0;
    const hanging = check({
      id: "hanging",
      group: "network",
      timeout: 20,
      probe: () => {
        begun += 1;
        return new Promise<never>(() => undefined);
      },
      judge: () => good(),
    });
    const { made } = lamp();
    const doctor = createDoctor({ checks: [hanging, made], ...clocks });
    for (let time = 0; time < 3; time += 1) {
      const { findings } = await doctor.run();
      expect(findings.map(({ id, state, message }) => [id, state, message])).toEqual([
        ["hanging", "unknown", "timeout"],
        ["lamp", "warning", "dark"],
      ]);
    }
    expect(begun).toBe(1);
    doctor.close();
  });

  it("aborts a probe that is out of time, and tells a failed one's reason", async () => {
    const heeding = check({
      id: "heeding",
      group: "gpu",
      timeout: 20,
      probe: (signal) =>
        new Promise<never>((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
      judge: () => good(),
    });
    const failing = check({
      id: "failing",
      group: "gpu",
      probe: () => Promise.reject(new Error("no such device")),
      judge: () => good(),
    });
    const doctor = createDoctor({ checks: [heeding, failing], ...clocks });
    const { findings } = await doctor.run();
    expect(findings).toMatchObject([
      { id: "heeding", state: "unknown", message: "timeout" },
      {
        id: "failing",
        state: "unknown",
        message: "failed",
        evidence: { reason: "no such device", code: "INTERNAL" },
      },
    ]);
  });

  it("looks side by side, and streams each finding as soon as it is known", async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const slow = check({
      id: "slow",
      group: "wallet",
      timeout: 60_000,
      probe: () => promise,
      judge: () => good(),
    });
    const { made } = lamp();
    const doctor = createDoctor({ checks: [slow, made], ...clocks });
    expect(doctor.checks()).toEqual([
      { id: "slow", group: "wallet" },
      { id: "lamp", group: "computer" },
    ]);
    const seen: Finding["id"][] = [];
    for await (const finding of doctor.follow()) {
      seen.push(finding.id);
      resolve(true);
    }
    expect(seen).toEqual(["lamp", "slow"]);
  });

  it("fixes what it can and looks again; refuses what it cannot", async () => {
    const { state, made } = lamp();
    const doctor = createDoctor({ checks: [made], ...clocks });
    await expect(doctor.fix("nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await doctor.fix("lamp")).toMatchObject({ id: "lamp", state: "good" });
    expect(state.looks).toBe(2);
    await expect(doctor.fix("lamp")).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  it("takes no look that began before the fix for the one after it", async () => {
    const { state, made } = lamp();
    const old = Promise.withResolvers<void>();
    const slowAtFirst = {
      ...made,
      look: async (signal: AbortSignal) => {
        const judged = await made.look(signal);
        if (state.looks === 1) await old.promise;
        return judged;
      },
    };
    const doctor = createDoctor({ checks: [slowAtFirst], ...clocks });
    const running = doctor.run();
    const fixing = doctor.fix("lamp");
    old.resolve();
    expect((await running).findings[0]?.state).toBe("warning");
    expect((await fixing).state).toBe("good");
  });
});
