import { describe, expect, it } from "vitest";
import { openGate } from "../../interop/bittensor-cli/gate.ts";

/** A piece of work that says when it begins and goes on until it is let go. */
function work(log: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const run = async (): Promise<string> => {
    log.push(`${name} begins`);
    await promise;
    log.push(`${name} ends`);
    return name;
  };
  return { run, letGo: resolve };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the gate", () => {
  it("lets many in at once, and one alone between them", async () => {
    const gate = openGate();
    const log: string[] = [];
    const [a, b, alone, late] = ["a", "b", "alone", "late"].map((name) => work(log, name));
    const inside = [gate.together(a!.run), gate.together(b!.run)];
    await settle();
    const between = gate.alone(alone!.run);
    const after = gate.together(late!.run);
    await settle();
    expect(log).toEqual(["a begins", "b begins"]);
    a!.letGo();
    await settle();
    expect(log).not.toContain("alone begins");
    b!.letGo();
    expect(await Promise.all(inside)).toEqual(["a", "b"]);
    await settle();
    expect(log.at(-1)).toBe("alone begins");
    alone!.letGo();
    expect(await between).toBe("alone");
    late!.letGo();
    expect(await after).toBe("late");
    expect(log.indexOf("late begins")).toBeGreaterThan(log.indexOf("alone ends"));
  });

  it("stays passable after a failure on either side", async () => {
    const gate = openGate();
    await expect(gate.together(() => Promise.reject(new Error("one")))).rejects.toThrow("one");
    await expect(gate.alone(() => Promise.reject(new Error("two")))).rejects.toThrow("two");
    expect(await gate.together(async () => 3)).toBe(3);
    expect(await gate.alone(async () => 4)).toBe(4);
  });
});
