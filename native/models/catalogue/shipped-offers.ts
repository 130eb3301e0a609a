import * as z from "zod";
import data from "../../../resources/models/catalogue.json" with { type: "json" };
import { type OfferedModel, offeredModel } from "./offered-model.ts";

const source = z.object({
  where: z.string(),
  commit: z.string().optional(),
  date: z.iso.date(),
  says: z.string(),
});

/** The catalogue as it ships: facts with the source of each, no opinion. */
export const shippedCatalogue = z.object({
  version: z.literal(1),
  sources: z.record(z.string(), source),
  licences: z.string(),
  models: z.array(offeredModel.extend({ source: z.string() })),
});

/** The models of the shipped catalogue. Its test reads the file against the schema, so that nothing here can throw on a user. */
export const shippedOffers: readonly OfferedModel[] = shippedCatalogue.parse(data).models;
