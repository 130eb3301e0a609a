import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

// defect: a computer that travelled kept the hours of the place where the node was started
test.skipIf(process.platform === "win32")("a zone that changes under way is seen", async () => {
  const traveller = fileURLToPath(new URL("./zone-traveller.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [traveller], {
    env: { ...process.env, TZ: "Europe/Berlin" },
  });
  // The one in the middle is why it has to be read again.
  expect(JSON.parse(stdout)).toEqual([120, 120, -240]);
});
