import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test, vi } from "vitest";
import { startSensors } from "../../../native/gpu/sensors/sensor-service.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { canCompile } from "./fake-nvml.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-gdi-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// A library with Windows' structures: the real one is not here, but what is written and read by hand is seen to fit a compiler's.
test.skipIf(!canCompile)(
  "Windows' graphics kernel is asked by structures that fit",
  async () => {
    const library = join(folder, "gdi32.so");
    const source = fileURLToPath(new URL("./fake-gdi.c", import.meta.url));
    execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, source]);
    const service = startSensors({
      launcher: nodeLauncher(),
      onChange: () => {},
      plan: { nvml: [], root: "/", kernelFiles: false, adapters: library },
      interval: 20,
      patience: 10_000,
      opening: 30_000,
    });
    const result = await vi.waitFor(
      async () => {
        const read = await service.read();
        if (read.kind !== "fresh") throw new Error(`still ${JSON.stringify(read)}`);
        return read;
      },
      { timeout: 60_000, interval: 20 },
    );
    await service.close();
    expect(result.value).toEqual({
      notes: [],
      readings: [
        {
          source: "windows",
          vendor: "AMD",
          name: "AMD Radeon RX 7800 XT",
          bus: "0000:03:00.0",
          integrated: false,
          totalBytes: 17_163_091_968,
          celsius: 61.5,
          celsiusLimit: 110,
          fan: 0.4,
          coreMegahertz: 2371,
          memoryMegahertz: 1218,
        },
      ],
    });
  },
  90_000,
);
