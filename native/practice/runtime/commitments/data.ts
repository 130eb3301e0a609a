import { atMost, boundedBytes } from "../../scale/bounded.ts";
import { fixedBytes, type ScaleType, u64 } from "../../scale/type.ts";
import { type CaseSpec, variant } from "../../scale/variant.ts";

/** Bytes of a timelocked field, at most. */
export const LARGEST_TIMELOCKED = 1_024;
/** Bytes of a BigRaw field, at most. */
export const LARGEST_BIG_RAW = 512;
/** Bytes that a Raw field names in its type, at most. */
const LARGEST_RAW = 128;

/** One field of a commitment. Fixed bytes are 0x hex; `Raw12` holds 12 bytes. */
export type CommitmentData =
  | { readonly type: "None" | "ResetBondsFlag"; readonly value?: undefined }
  | { readonly type: `Raw${number}`; readonly value: string }
  | {
      readonly type: "BlakeTwo256" | "Sha256" | "Keccak256" | "ShaThree256";
      readonly value: string;
    }
  | {
      readonly type: "TimelockEncrypted";
      readonly value: { readonly encrypted: Uint8Array; readonly reveal_round: bigint };
    }
  | { readonly type: "BigRaw"; readonly value: Uint8Array };

const cases: Record<string, CaseSpec> = { None: { index: 0 } };
for (let length = 0; length <= LARGEST_RAW; length += 1)
  cases[`Raw${length}`] = { index: length + 1, fields: [fixedBytes(length)] };
for (const [offset, name] of ["BlakeTwo256", "Sha256", "Keccak256", "ShaThree256"].entries())
  cases[name] = { index: 130 + offset, fields: [fixedBytes(32)] };
cases.TimelockEncrypted = {
  index: 134,
  fields: { encrypted: atMost(boundedBytes, LARGEST_TIMELOCKED), reveal_round: u64 },
};
cases.ResetBondsFlag = { index: 135 };
cases.BigRaw = { index: 136, fields: [atMost(boundedBytes, LARGEST_BIG_RAW)] };

/** `pallet_commitments::types::Data`: the first byte tells the kind and, for raw bytes, how many follow. */
export const commitmentData = variant(
  ["pallet_commitments", "types", "Data"],
  cases,
) as unknown as ScaleType<CommitmentData>;

/** Bytes that a field takes of the space its account has in an epoch. */
export function spaceOf(field: CommitmentData): number {
  switch (field.type) {
    case "None":
    case "ResetBondsFlag":
      return 0;
    case "TimelockEncrypted":
      return field.value.encrypted.length;
    case "BigRaw":
      return field.value.length;
    default:
      return (field.value.length - 2) / 2;
  }
}
