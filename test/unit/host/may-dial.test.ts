import { expect, test } from "vitest";
import { mayDial } from "../../../native/host/may-dial.ts";

test.each([
  ["practice", { "127.0.0.2": true, "1.1.1.1": false, "10.0.0.1": false }],
  ["finney", { "127.0.0.2": false, "1.1.1.1": true, "10.0.0.1": false, "169.254.169.254": false }],
  ["test", { "127.0.0.2": false, "1.1.1.1": true, "192.168.0.1": false }],
  ["custom", { "127.0.0.2": true, "1.1.1.1": true, "10.0.0.1": true }],
] as const)("on %s", (network, addresses) => {
  for (const [ip, allowed] of Object.entries(addresses)) {
    expect([ip, mayDial(network, ip)]).toEqual([ip, allowed]);
  }
});
