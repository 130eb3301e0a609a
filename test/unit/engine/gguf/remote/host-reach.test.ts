import { expect, it } from "vitest";
import {
  further,
  hostReach,
  isNearer,
  resolvedReach,
} from "../../../../../native/engine/gguf/remote/host-reach.ts";

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

it("this computer is nearer than its network, and both are nearer than anywhere", () => {
  expect(isNearer("here", "near")).toBe(true);
  expect(isNearer("near", "far")).toBe(true);
  expect(isNearer("near", "near")).toBe(false);
  expect(isNearer("far", "here")).toBe(false);
  expect([further("here", "near"), further("far", "near")]).toEqual(["near", "far"]);
});

it.each([
  // Networks of IPv6 alone show the IPv4 world under a prefix, and tunnels give names numbers of their own.
  ["64:ff9b::8.8.8.8", "far"],
  ["64:ff9b::808:808", "far"],
  ["64:ff9b::c0a8:101", "near"],
  ["64:ff9b::7f00:1", "here"],
  ["198.18.0.7", "far"],
  ["198.20.0.7", "far"],
  ["192.168.1.1", "near"],
  ["fe80::1%eth0", "near"],
  ["127.0.0.1", "here"],
  ["::1", "here"],
  ["140.82.121.3", "far"],
])("a name that was resolved to %s is %s", (address, reach) => {
  expect(resolvedReach(address)).toBe(reach);
});
