import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { OfferedFile, OfferedModel } from "../../../native/models/catalogue/offered-model.ts";
import { roughFit } from "../../../native/models/fit/rough-fit.ts";
import { hardwareWith } from "../../unit/models/hardware.ts";

const GIBIBYTE = 2 ** 30;

/** A file of which nothing but length and parameters is known. */
const anyOffer = fc
  .record({
    billions: fc.double({ min: 0.1, max: 120, noNaN: true }),
    active: fc.double({ min: 0.05, max: 1, noNaN: true }),
    bits: fc.double({ min: 2, max: 16, noNaN: true }),
    sizeExact: fc.boolean(),
  })
  .map(({ billions, active, bits, sizeExact }) => {
    const parameters = Math.round(billions * 1e9);
    const file: OfferedFile = {
      ...{ quantisation: "q4_k_m", file: "m.gguf", url: "https://models.example/m.gguf" },
      ...{ sizeBytes: Math.round((parameters * bits) / 8), sizeExact },
    };
    const model: OfferedModel = {
      ...{ id: "m", name: "M", family: "M", licence: "MIT", licenceConfirmed: false, role: "chat" },
      ...{ parameters, activeParameters: Math.round(parameters * active), files: [file] },
    };
    return { model, file };
  });

// defect: on a processor the least that a device would hold was the lavish guess's, above the least of the whole
test("what is guessed of a file is an interval in each place, and no place holds more at least than the whole needs at least", () => {
  fc.assert(
    fc.property(anyOffer, fc.option(fc.integer({ min: 4, max: 48 })), ({ model, file }, card) => {
      const hardware = hardwareWith({
        freeBytes: 256 * GIBIBYTE,
        ...(card === null ? {} : { cardGibibytes: card }),
      });
      const run = { contextSize: 4096, sequences: 1, cacheType: "f16" } as const;
      const fit = roughFit(model, file, run, { hardware, loads: [], speeds: () => [] });
      expect(fit.total.high).toBeGreaterThanOrEqual(fit.total.low);
      for (const { holds } of fit.devices) {
        expect(holds.low).toBeGreaterThanOrEqual(0);
        expect(holds.high).toBeGreaterThanOrEqual(holds.low);
        expect(holds.low).toBeLessThanOrEqual(fit.total.low);
      }
    }),
  );
});
