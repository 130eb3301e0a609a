import { describe, expect, it } from "vitest";
import { parseGgufHeader } from "../../../../native/engine/gguf/gguf-header.ts";
import { fileToFit, localFile } from "../../../../native/models/catalogue/browse.ts";
import type { CatalogueModel } from "../../../../native/models/catalogue/catalogue-model.ts";
import type {
  OfferedFile,
  OfferedModel,
} from "../../../../native/models/catalogue/offered-model.ts";
import { modelFacts } from "../../../../native/models/head/model-facts.ts";
import { tinyGguf } from "../../../fakes/tiny-gguf.ts";

const one = "a".repeat(64);
const other = "b".repeat(64);

const here = (more: Partial<CatalogueModel> = {}): CatalogueModel => ({
  ...{ id: "x", name: "X", file: "x.gguf", path: "/models/x.gguf", sizeBytes: 500, sha256: one },
  ...{ quantisation: "q4_0", parameters: 1, contextLength: 100, licence: "mit" },
  ...{ origin: "downloaded", state: "ready" },
  ...more,
});
const offered = (more: Partial<OfferedFile> = {}): OfferedFile => ({
  ...{ quantisation: "q4_0", file: "x.gguf", url: "https://a.example/x.gguf" },
  ...{ sizeBytes: 499, sizeExact: false },
  ...more,
});

describe("an offered file is here", () => {
  it("by its digest, whatever its name", () => {
    const renamed = here({ file: "mine.gguf" });
    expect(localFile(offered({ sha256: one }), [here({ sha256: other }), renamed])).toBe(renamed);
  });

  it("by its name where nothing speaks against it", () => {
    expect(localFile(offered(), [here()])?.id).toBe("x");
    expect(localFile(offered({ sha256: other }), [here({ sha256: "" })])?.id).toBe("x");
    expect(localFile(offered({ sizeBytes: 500, sizeExact: true }), [here()])?.id).toBe("x");
  });

  // defect: another publisher's file of the same name counted as here, with the wrong size, facts and fit
  it("not by its name where digest or size are another's", () => {
    expect(localFile(offered({ sha256: other }), [here()])).toBeUndefined();
    expect(localFile(offered({ sizeBytes: 999, sizeExact: true }), [here()])).toBeUndefined();
  });

  it("not by its name where its head was read and told another size", () => {
    const file = offered();
    const model: OfferedModel = {
      ...{ id: "m", name: "M", family: "m", parameters: 1, licence: "mit", role: "chat" },
      ...{ licenceConfirmed: false, files: [file] },
    };
    const facts = modelFacts({ ...parseGgufHeader(tinyGguf()), fileSize: 500 });
    const seen = (sizeBytes: number) =>
      fileToFit(model, file, {
        local: [here()],
        remote: () => ({ facts, sizeBytes }),
      });
    expect(seen(999)).toMatchObject({ file: { sizeBytes: 999 }, sha256: undefined });
    expect(seen(500)).toMatchObject({ file: { sizeBytes: 500 }, sha256: one });
  });
});
