import { expect, it } from "vitest";
import { hostReach, leadsInward } from "../../../../native/engine/gguf/host-reach.ts";

it.each([
  ["localhost", "here"],
  ["LOCALHOST.", "here"],
  ["models.localhost", "here"],
  ["127.0.0.1", "here"],
  ["127.9", "here"],
  ["0x7f000001", "here"],
  ["0.0.0.0", "here"],
  ["[::1]", "here"],
  ["[::]", "here"],
  ["[::ffff:127.0.0.1]", "here"],
  ["[::ffff:0.0.0.0]", "here"],
  ["[::ffff:10.0.0.1]", "near"],
  ["[::ffff:8.8.8.8]", "near"],
  ["0.0.0.1", "near"],
  ["192.168.1.1", "near"],
  ["169.254.169.254", "near"],
  ["[fe80::1]", "near"],
  ["[fd00::1]", "near"],
  ["8.8.8.8", "far"],
  ["[2606:4700::1111]", "far"],
  ["models.example", "far"],
  ["notlocalhost", "far"],
])("%s is %s", (host, reach) => {
  expect(hostReach(new URL(`https://${host}/a.gguf`))).toBe(reach);
});

it("a way leads inward when it ends nearer than it began", () => {
  const [here, near, far] = ["127.0.0.1", "10.0.0.1", "models.example"].map(
    (host) => new URL(`https://${host}/`),
  ) as [URL, URL, URL];
  expect(leadsInward(far, near)).toBe(true);
  expect(leadsInward(near, here)).toBe(true);
  expect(leadsInward(near, near)).toBe(false);
  expect(leadsInward(here, far)).toBe(false);
});
