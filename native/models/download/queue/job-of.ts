import type { DownloadSettings } from "../../../api/downloads.ts";
import type { PartsJob } from "../../join/parts-run.ts";
import { addressesOf } from "../mirrors.ts";
import type { DownloadJob } from "../run/job.ts";
import type { DownloadRecord } from "./download-record.ts";

/** What a record is fetched by: its addresses with the mirrors of now before them, and all that is known of it beforehand. */
export function jobOf(
  record: DownloadRecord,
  folder: string,
  mirrors: DownloadSettings["mirrors"],
): DownloadJob | PartsJob {
  const { name, anew, url, parts, sizeBytes, largestPart, wanted, exactBytes } = record;
  const placesOf = (address: string): readonly string[] => addressesOf(address, mirrors);
  return {
    ...{ file: name, folder, anew, addresses: placesOf(url) },
    ...(parts && { parts: parts.map(placesOf), joinedBytes: sizeBytes }),
    ...(largestPart === undefined ? {} : { largestPart }),
    ...(wanted === undefined ? {} : { sha256: wanted }),
    ...(exactBytes === undefined ? {} : { exactBytes }),
  };
}
