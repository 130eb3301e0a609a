import type { CatalogueEntry, CatalogueFile, ModelRole } from "../../../../native/api/models.ts";

/** What of the catalogue is shown. */
export interface CatalogueFilter {
  readonly role: ModelRole | "all";
  readonly licence: string | "all";
  /** Only models with a file that fits this computer. */
  readonly fitting: boolean;
}

/** Everything. */
export const noFilter: CatalogueFilter = { role: "all", licence: "all", fitting: false };

/** The models that pass, in their order. */
export function filterCatalogue(
  models: readonly CatalogueEntry[],
  filter: CatalogueFilter,
): readonly CatalogueEntry[] {
  return models.filter(
    (model) =>
      (filter.role === "all" || model.role === filter.role) &&
      (filter.licence === "all" || model.licence === filter.licence) &&
      (!filter.fitting || model.files.some((file) => file.fit === "fits")),
  );
}

/** The licences that occur, each once, by name. */
export function licencesOf(models: readonly CatalogueEntry[]): readonly string[] {
  return [...new Set(models.map((model) => model.licence))].sort((a, b) =>
    a.localeCompare(b, "en"),
  );
}

const order: readonly CatalogueFile["fit"][] = ["fits", "partly", "unknown", "too-large"];

/** The file that a model stands for in the list: the proposed one, else the best fitting, of those the smallest. */
export function leadingFile(model: CatalogueEntry): CatalogueFile | undefined {
  const proposed = model.files.find((file) => file.id === model.proposed);
  if (proposed !== undefined) return proposed;
  return [...model.files].sort(
    (left, right) =>
      order.indexOf(left.fit) - order.indexOf(right.fit) || left.sizeBytes - right.sizeBytes,
  )[0];
}
