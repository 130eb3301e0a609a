import { HearthError } from "../../api/errors.ts";
import type { ModelFile } from "../../engine/engine-port.ts";
import type { HardwareMonitor } from "../../gpu/hardware-monitor.ts";
import type { ModelCatalogue } from "../../models/catalogue/catalogue.ts";
import { recommendedModel, toModelFile } from "../../models/catalogue/catalogue-model.ts";

/** The file by which answers are judged: the demo model in its best quality. */
const REFERENCE_MODEL = "hearth-demo-f16";

/** Which model files the text subnet takes, and which one this node runs. */
export interface SubnetModels {
  /**
   * The named model, or the best of the subnet's own that fits. Throws MODEL_NOT_FOUND, MODEL_DAMAGED, NOT_READY, or BAD_INPUT for
   * one that answers nobody.
   */
  forMining(id: string | undefined): Promise<ModelFile>;
  reference(): Promise<ModelFile>;
  /** sha256 of every file that miners may use. */
  allowed(): Promise<readonly string[]>;
}

/** The text subnet's models: on the practice network those that come with Hearth. */
export function subnetModels(
  catalogue: ModelCatalogue,
  hardware: Pick<HardwareMonitor, "report">,
): SubnetModels {
  const own = async () => (await catalogue.list()).filter((model) => model.origin === "shipped");
  return {
    forMining: async (id) => {
      // The subnet judges by its own files, so only those are offered unasked.
      const found =
        id === undefined
          ? recommendedModel(await own(), await hardware.report())
          : await catalogue.find(id);
      if (!found) throw new HearthError("MODEL_NOT_FOUND", { id: id ?? "that fits" });
      if (found.facts?.role === "embedding") {
        const reason = `${found.name} makes vectors of texts. It answers nobody.`;
        throw new HearthError("BAD_INPUT", { reason });
      }
      return toModelFile(found);
    },
    reference: async () => toModelFile(await catalogue.find(REFERENCE_MODEL)),
    allowed: async () => (await own()).map((model) => model.sha256),
  };
}
