import * as z from "zod";
import { modelRole } from "../../api/models.ts";

const slug = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/);

/** One file of a model that can be fetched. Its id is the model's id, a dot and the quantisation. */
export const offeredFile = z.object({
  /** Lower case, as llama.cpp names them; "ud-" before it where the repository says so. */
  quantisation: slug,
  /** A plain file name: no catalogue can point outside the models folder. */
  file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*\.gguf$/i),
  url: z.url({ protocol: /^https?$/ }),
  /** Where the parts are, of a model in several; the first is `url`. */
  parts: z
    .array(z.url({ protocol: /^https?$/ }))
    .min(2)
    .optional(),
  /** Bytes of each of them, where their heads were read. */
  partBytes: z.array(z.number().int().positive()).min(2).optional(),
  /** Of the whole, once its parts are joined. */
  sizeBytes: z.number().int().positive(),
  /** False where the source rounded it. */
  sizeExact: z.boolean(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type OfferedFile = z.infer<typeof offeredFile>;

/** A model that can be fetched, with what is known before its head is read. */
export const offeredModel = z.object({
  id: slug,
  name: z.string().min(1),
  family: z.string().min(1),
  parameters: z.number().int().nonnegative(),
  /** Of a mixture of experts: those that one token passes through. */
  activeParameters: z.number().int().positive().optional(),
  contextLength: z.number().int().positive().optional(),
  licence: z.string().min(1),
  /** True only where the licence was seen on the model's own card. */
  licenceConfirmed: z.boolean(),
  role: modelRole,
  files: z.array(offeredFile).min(1),
});
export type OfferedModel = z.infer<typeof offeredModel>;

/** The id of one file, by which downloads and fits name it. */
export function offeredFileId(model: Pick<OfferedModel, "id">, file: OfferedFile): string {
  return `${model.id}.${file.quantisation}`;
}
