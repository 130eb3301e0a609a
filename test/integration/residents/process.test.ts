import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";

const entry = new URL("../../../native/practice/residents/main.ts", import.meta.url);

describe("the residents' process", () => {
  it("says what is wrong and ends when it is started badly", async () => {
    const child = nodeLauncher().launch({ name: "practice-residents", entry });
    const said = new Promise((resolve) => child.onMessage(resolve));
    expect(await said).toEqual({
      ready: false,
      code: "BAD_INPUT",
      reason: expect.stringContaining("--endpoint, --data-dir and --models are needed"),
    });
    expect(await child.exited).toEqual({ code: 1, signal: null });
  });

  it("ends by itself on SIGTERM, also while the node is out of reach", async () => {
    const models = fileURLToPath(new URL("../../../resources/demo-model", import.meta.url));
    const args = ["--endpoint", "ws://127.0.0.1:9", "--data-dir", "/nowhere", "--models", models];
    const child = nodeLauncher().launch({ name: "practice-residents", entry, args });
    // On most computers the engine is up by then; where it is not, the process ends while it starts.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    child.kill("SIGTERM");
    expect(await child.exited).toEqual({ code: 0, signal: null });
  });
});
