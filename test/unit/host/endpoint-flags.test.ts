import { describe, expect, it } from "vitest";
import type { EndpointSettings } from "../../../native/api/endpoint.ts";
import { type EndpointFlags, readEndpointFlags } from "../../../native/host/endpoint-flags.ts";

const closed: EndpointSettings = { listen: "thisComputer", forward: false };
const after = (
  flags: EndpointFlags,
  before: EndpointSettings = closed,
): EndpointSettings | undefined => readEndpointFlags(flags)?.(before);

describe("the flags of the endpoint", () => {
  it("change nothing where there are none", () => {
    expect(readEndpointFlags({})).toBeUndefined();
  });

  it.each<[EndpointFlags, EndpointSettings, EndpointSettings]>([
    [{ forward: true }, closed, { listen: "home", forward: true }],
    [{ forward: false }, { listen: "home", forward: true }, { listen: "home", forward: false }],
    [
      { listen: "home" },
      { listen: "address", address: "::", forward: false },
      { listen: "home", forward: false },
    ],
    [
      { listen: "192.168.1.20" },
      closed,
      { listen: "address", address: "192.168.1.20", forward: false },
    ],
    [{ listen: "this-computer" }, { listen: "home", forward: false }, closed],
    [{ "miner-port": "9000" }, closed, { ...closed, port: 9_000 }],
    [{ "miner-port": "auto" }, { ...closed, port: 9_000 }, closed],
    [
      { announce: "9.9.9.9" },
      { ...closed, announcePort: 1 },
      { ...closed, announceAddress: "9.9.9.9" },
    ],
    [
      { announce: "9.9.9.9:80" },
      closed,
      { ...closed, announceAddress: "9.9.9.9", announcePort: 80 },
    ],
    [
      { announce: "[2606:4700::1]:80" },
      closed,
      { ...closed, announceAddress: "2606:4700::1", announcePort: 80 },
    ],
    [{ announce: "2606:4700::1" }, closed, { ...closed, announceAddress: "2606:4700::1" }],
    [{ announce: "auto" }, { ...closed, announceAddress: "9.9.9.9", announcePort: 1 }, closed],
  ])("%j", (flags, before, expected) => {
    expect(after(flags, before)).toEqual(expected);
  });

  it.each<[EndpointFlags]>([
    [{ listen: "everywhere" }],
    [{ "miner-port": "0" }],
    [{ "miner-port": "80x" }],
    [{ "miner-port": "" }],
    [{ announce: "house.example:80" }],
    [{ announce: "9.9.9.9:99999" }],
    [{ announce: ":80" }],
  ])("%j are refused", (flags) => {
    expect(() => readEndpointFlags(flags)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });
});
