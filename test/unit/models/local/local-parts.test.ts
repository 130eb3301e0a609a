import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createCatalogue } from "../../../../native/models/catalogue/catalogue.ts";
import { createDigestRecord } from "../../../../native/models/catalogue/digest-record.ts";
import { takeLocalFile } from "../../../../native/models/local/local-copy.ts";
import { splitGguf } from "../../../fakes/gguf/split-gguf.ts";
import { tinyGguf } from "../../../fakes/tiny-gguf.ts";

const whole = tinyGguf();
const sha256 = createHash("sha256").update(whole).digest("hex");

let [source, modelsFolder] = ["", ""];
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-parts-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  source = join(folder, "source");
  modelsFolder = join(folder, "models");
  mkdirSync(source);
  splitGguf(whole, [0, 7]).forEach((bytes, index) => {
    writeFileSync(part(index + 1), bytes);
  });
});

const part = (number: number): string => join(source, `big-0000${number}-of-00003.gguf`);
const take = (path: string, more: { sha256?: string; signal?: AbortSignal } = {}) =>
  takeLocalFile(path, { modelsFolder, digests: createDigestRecord(modelsFolder), ...more });
const left = (): string[] =>
  readdirSync(modelsFolder, { recursive: true })
    .map(String)
    .filter((file) => file.includes("."));

// defect: models in several parts, which the largest ones are, could not be added in any way
describe("the parts of a model in one folder", () => {
  it("are joined into one file that is the model to the byte, and ready at once", async () => {
    expect(await take(part(1), { sha256 })).toMatchObject({ file: "big.gguf", sha256 });
    expect(readFileSync(join(modelsFolder, "big.gguf")).equals(whole)).toBe(true);
    const catalogue = createCatalogue({ shippedFolder: source, modelsFolder });
    expect(await catalogue.list()).toMatchObject([{ id: "big", state: "ready", sha256 }]);
    expect(readdirSync(source)).toHaveLength(3);
    expect(left().sort()).toEqual(["big.gguf", "digests.json"]);
  });

  it("are one file however often and by whichever part they are added", async () => {
    await take(part(1));
    expect(await take(part(2))).toMatchObject({ file: "big.gguf", sha256 });
    expect(left().sort()).toEqual(["big.gguf", "digests.json"]);
  });

  it.each<[string, () => void, string, string]>([
    ["is missing", () => rmSync(part(3)), "BAD_INPUT", "A part is missing"],
    [
      "is another's",
      () => writeFileSync(part(2), readFileSync(part(3))),
      "MODEL_DAMAGED",
      "part 2 says that it is part 3 of 3",
    ],
    [
      "is cut off",
      () => writeFileSync(part(3), readFileSync(part(3)).subarray(0, 2000)),
      "MODEL_DAMAGED",
      "part 3 is shorter than its tensors",
    ],
    ["is no model", () => writeFileSync(part(2), "words"), "MODEL_DAMAGED", "begin with GGUF"],
  ])(
    "are refused with the reason when one %s, and nothing is left",
    async (_what, change, code, reason) => {
      change();
      await expect(take(part(1))).rejects.toMatchObject({
        code,
        detail: { reason: expect.stringContaining(reason) },
      });
      expect(left()).toEqual([]);
    },
  );

  it("that hash to something else than was said leave nothing, and neither does a join that is given up", async () => {
    await expect(take(part(1), { sha256: "0".repeat(64) })).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
    });
    await expect(take(part(1), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "CANCELLED",
    });
    expect(left()).toEqual([]);
  });
});
