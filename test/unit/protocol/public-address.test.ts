import { expect, test } from "vitest";
import { isPublic } from "../../../native/protocol/public-address.ts";

test.each(["1.1.1.1", "9.255.255.255", "11.0.0.0", "172.15.0.1", "172.32.0.1", "192.167.1.1"])(
  "%s is public",
  (ip) => expect(isPublic(ip)).toBe(true),
);
test.each(["2606:4700::1111", "2a00::1"])("%s is public", (ip) => expect(isPublic(ip)).toBe(true));

test.each([
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.0.0.2",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "224.0.0.1",
  "255.255.255.254",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:1.1.1.1",
  "64:ff9b::7f00:1",
  "fe80::1",
  "fc00::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "localhost",
  "",
])("%s is not", (ip) => expect(isPublic(ip)).toBe(false));
