import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import type { Judgement } from "../../../native/doctor/check.ts";
import { canMount } from "../../fakes/can-mount.ts";
import { root, temporaryFolder } from "../../fakes/product.ts";

/** What the Doctor says of a disk of its own, mounted for it alone, after `script` was run with the disk's path as $0. */
async function lookAfter(script: string): Promise<Judgement[]> {
  const place = temporaryFolder("doctor-disk");
  onTestFinished(place.remove);
  const mounted = `mount -t tmpfs -o size=64k,mode=700 tmpfs "$0" && { ${script}; } && exec "$@"`;
  const program = [process.execPath, "test/integration/doctor/look-at-folder.ts", place.path];
  const child = spawn("unshare", ["-rm", "sh", "-c", mounted, place.path, ...program], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(await text(child.stdout)) as Judgement[];
}

const withSmallDisk = test.skipIf(!canMount);

withSmallDisk(
  "a disk that is full is told from one that may not be written, and both from one that is well",
  async () => {
    const [full, room] = await lookAfter('cat /dev/zero > "$0/ballast" 2>/dev/null; true');
    expect(full).toMatchObject({ state: "bad", message: "full", fix: { key: "freeSpace" } });
    expect(room).toMatchObject({ state: "bad", message: "tooLittle", evidence: { free: "0 B" } });
    const [closed] = await lookAfter('mount -o remount,ro "$0"');
    expect(closed).toMatchObject({
      state: "bad",
      message: "unwritable",
      evidence: { reason: "EROFS" },
    });
    const [well] = await lookAfter("true");
    expect(well).toMatchObject({ state: "good" });
  },
);
