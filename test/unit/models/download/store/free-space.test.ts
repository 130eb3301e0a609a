import { expect, it } from "vitest";
import {
  needSpace,
  RESERVE_BYTES,
} from "../../../../../native/models/download/store/free-space.ts";

it("room is needed for the file and a reserve", async () => {
  await needSpace("/x", 100, async () => 100 + RESERVE_BYTES);
  await expect(needSpace("/x", 101, async () => 100 + RESERVE_BYTES)).rejects.toMatchObject({
    code: "DISK_FULL",
    detail: { folder: "/x", needed: 101 + RESERVE_BYTES, available: 100 + RESERVE_BYTES },
  });
});
