import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hardwareReport } from "../../../native/api/hardware.ts";
import type { EngineDevice } from "../../../native/engine/engine-port.ts";
import type { GraphicsReading, ProbeResult, Probes } from "../../../native/gpu/probes.ts";
import { reconcile } from "../../../native/gpu/reconcile/reconcile.ts";
import type { ProcessReading, SensorReading } from "../../../native/gpu/sensors/sensor-reading.ts";

/** Figures as healthy and broken drivers write them. */
const figure = fc.oneof(
  fc.constant(undefined),
  fc.double({ min: 0, max: 1 }),
  fc.integer({ min: 0, max: 130 }),
  fc.integer({ min: 0, max: 2 ** 36 }),
  fc.constantFrom(-3, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 64, 4_294_967_295, -0, 1e-310),
);
const name = fc.oneof(
  fc.constantFrom(
    "NVIDIA GeForce RTX 4070",
    "NVIDIA GeForce RTX 4070 Ti",
    "AD104 [GeForce RTX 4070]",
    "AMD Radeon RX 7800 XT (RADV NAVI32)",
    "Intel(R) UHD Graphics 770",
    "Virtio 1.0 GPU",
    "",
    "\u0000\ufffd\ufffd",
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
);
const bus = fc.option(
  fc.constantFrom("0000:01:00.0", "01:00.0", "00000000:09:00.0", "nonsense", ""),
  { nil: undefined },
);
const program: fc.Arbitrary<ProcessReading> = fc.record({
  pid: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0, -1, Number.NaN, 4_294_967_295)),
  bytes: fc.oneof(fc.integer({ min: 0, max: 2 ** 34 }), fc.constantFrom(-1, Number.NaN, 2 ** 64)),
  name: fc.option(name, { nil: undefined }),
  ours: fc.option(fc.boolean(), { nil: undefined }),
});
const live = { load: figure, celsius: figure, watts: figure };
const memory = { totalBytes: figure, usedBytes: figure };
const sensor: fc.Arbitrary<SensorReading> = fc.record({
  source: fc.constantFrom("nvml", "amdgpu", "i915", "xe", "windows"),
  vendor: fc.constantFrom("NVIDIA", "AMD", "Intel"),
  name: fc.option(name, { nil: undefined }),
  bus,
  integrated: fc.option(fc.boolean(), { nil: undefined }),
  driver: fc.option(name, { nil: undefined }),
  ...live,
  ...memory,
  celsiusLimit: figure,
  wattsLimit: figure,
  coreMegahertz: figure,
  memoryMegahertz: figure,
  fan: figure,
  throttled: fc.option(fc.array(name, { maxLength: 3 }), { nil: undefined }),
  processes: fc.option(fc.array(program, { maxLength: 5 }), { nil: undefined }),
});
const graphics: fc.Arbitrary<GraphicsReading> = fc.record({
  name,
  vendor: name,
  bus,
  driver: fc.option(name, { nil: undefined }),
  ...live,
  ...memory,
});
const number = figure.map((value) => value ?? 0);
const engine: fc.Arbitrary<EngineDevice> = fc
  .record({
    kind: fc.constantFrom("gpu" as const, "gpu" as const, "cpu" as const),
    name,
    backend: fc.constantFrom("cuda" as const, "vulkan" as const, "metal" as const),
    memory: fc.option(fc.record({ totalBytes: number, usedBytes: number }), { nil: undefined }),
    hearthBytes: number,
    modelBytes: number,
    cacheBytes: number,
  })
  .map(({ memory: held, ...device }) => ({ ...device, ...(held ? { memory: held } : {}) }));

function result<T>(value: fc.Arbitrary<T>): fc.Arbitrary<ProbeResult<T>> {
  const age = fc.constantFrom(0, 4000, 30_000, 700_000);
  const reason = fc.constantFrom("it did not answer in time", "");
  return fc.oneof(
    fc.record({ kind: fc.constant("fresh" as const), value, age }),
    fc.record({ kind: fc.constant("stale" as const), value, age, reason }),
    fc.record({ kind: fc.constant("failed" as const), reason }),
    fc.record({ kind: fc.constant("pending" as const) }),
  );
}
const probes: fc.Arbitrary<Probes> = fc.record({
  basic: fc.record({
    processor: name,
    threads: fc.oneof(fc.integer({ min: 1, max: 128 }), number),
    totalBytes: number,
    freeBytes: number,
  }),
  llama: result(fc.array(engine, { maxLength: 4 })),
  sensors: fc.oneof(
    result(fc.record({ readings: fc.array(sensor, { maxLength: 4 }), notes: fc.constant([]) })),
    fc.constant({ kind: "absent" as const, reasons: [] }),
  ),
  graphics: result(fc.array(graphics, { maxLength: 4 })),
  processor: result(
    fc.record({ name, vendor: name, cores: figure, load: figure, celsius: figure }),
  ),
  own: fc.constant(new Set([4])),
});

test("whatever the probes say, the report is one of the contract and no figure in it is invented", () => {
  fc.assert(
    fc.property(probes, (said) => {
      const report = reconcile(said, 1);
      expect(hardwareReport.parse(report)).toEqual(report);
      for (const device of report.devices) {
        for (const key of ["load", "celsius", "watts"] as const) {
          if (device[key] !== undefined) expect(claims(said, key)).toContain(device[key]);
        }
        for (const key of ["celsiusLimit", "wattsLimit", "coreMegahertz", "fan"] as const) {
          if (device[key] !== undefined) expect(ofSensors(said, key)).toContain(device[key]);
        }
        if (device.memory.totalBytes > 0) {
          expect(totals(said)).toContain(device.memory.totalBytes);
        }
        expect(device.memory.usedBytes).toBeLessThanOrEqual(device.memory.totalBytes);
        expect(device.memory.hearthBytes).toBeLessThanOrEqual(device.memory.totalBytes);
      }
    }),
    { numRuns: 500 },
  );
});

test("every card of llama.cpp is in the report, in its order, and each reading is used once at most", () => {
  fc.assert(
    fc.property(probes, (said) => {
      const { devices } = reconcile(said, 1);
      const gpus = heard(said.llama, []).filter(({ kind }) => kind === "gpu");
      expect(devices.filter(({ kind }) => kind === "gpu")).toHaveLength(gpus.length);
      const bySource = devices.flatMap(({ seenBy }) => seenBy);
      for (const source of ["nvml", "amdgpu", "i915", "xe", "windows"] as const) {
        const read = sensors(said).filter((reading) => reading.source === source).length;
        expect(bySource.filter((probe) => probe === source).length).toBeLessThanOrEqual(read);
      }
    }),
  );
});

function heard<T>(probe: ProbeResult<T>, none: T): T {
  return "value" in probe ? probe.value : none;
}

function sensors(said: Probes): readonly SensorReading[] {
  return said.sensors.kind === "absent"
    ? []
    : heard(said.sensors, { readings: [], notes: [] }).readings;
}

/** Fractions a little above one are written as one. */
function clamped(value: number | undefined): readonly number[] {
  return value === undefined ? [] : [value, Math.min(1, value)];
}

function ofSensors(
  said: Probes,
  key: "celsiusLimit" | "wattsLimit" | "coreMegahertz" | "fan",
): readonly number[] {
  return sensors(said).flatMap((reading) => clamped(reading[key]));
}

function claims(said: Probes, key: "load" | "celsius" | "watts"): readonly number[] {
  const processor = heard(said.processor, { name: "" });
  return [
    ...sensors(said).flatMap((reading) => clamped(reading[key])),
    ...heard(said.graphics, []).flatMap((reading) => clamped(reading[key])),
    ...(key === "watts" ? [] : clamped(processor[key])),
  ];
}

function totals(said: Probes): readonly number[] {
  return [
    said.basic.totalBytes,
    ...sensors(said).map(({ totalBytes }) => totalBytes),
    ...heard(said.graphics, []).map(({ totalBytes }) => totalBytes),
    ...heard(said.llama, []).map((device) => device.memory?.totalBytes),
  ].map((bytes) => Math.round(bytes ?? 0));
}
