import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EndpointSettings, endpointSettings } from "../../../native/api/endpoint.ts";
import type { ForwardingState } from "../../../native/forwarding/forwarding-state.ts";
import { behindOf, type PlaceFacts, placeOf } from "../../../native/miner/reach/place.ts";
import { doorOf, endpointProblem, tidy } from "../../../native/miner/reach/settings.ts";
import { endpointStatusOf } from "../../../native/miner/reach/status.ts";
import { forwardingLine } from "../../../native/miner/reach/timeline-lines.ts";
import { isPublic } from "../../../native/protocol/public-address.ts";

const own = ["192.168.1.20", "fe80::1"];
const home: EndpointSettings = { listen: "home", forward: false };
const forwarding: EndpointSettings = { listen: "home", forward: true };
const router = { kind: "upnp1", host: "192.168.1.1" } as const;
const given = (externalIp: string, externalPort = 5_000): ForwardingState => ({
  ...{ kind: "forwarded", router, externalIp, externalPort },
});

describe("settings of the endpoint", () => {
  const said = (settings: EndpointSettings, network: "finney" | "custom" | "practice" = "finney") =>
    endpointProblem(settings, network, own);

  it.each<[EndpointSettings]>([
    [{ listen: "thisComputer", forward: false }],
    [home],
    [{ ...forwarding, port: 9_000, announcePort: 9_001 }],
    [{ ...home, announceAddress: "9.9.9.9" }],
    [{ ...home, announceAddress: "2606:4700::1111" }],
    [{ listen: "address", address: "192.168.1.20", forward: true }],
    [{ listen: "address", address: "::", forward: false }],
    // A tunnel ends on this computer.
    [{ listen: "thisComputer", announceAddress: "9.9.9.9", announcePort: 80, forward: false }],
  ])("may be %j", (settings) => {
    expect(said(settings)).toBeUndefined();
  });

  it.each<[EndpointSettings, string]>([
    [{ listen: "address", forward: false }, "which address"],
    [{ listen: "address", address: "my.house", forward: false }, "not an IP address"],
    [
      { listen: "address", address: "192.168.1.21", forward: false },
      "not an address of this computer",
    ],
    [{ ...home, address: "192.168.1.20" }, "goes only with"],
    [{ listen: "thisComputer", forward: true }, "home network"],
    [{ listen: "address", address: "127.0.0.1", forward: true }, "home network"],
    [{ ...home, announceAddress: "house.example" }, "Names cannot be announced"],
    [{ ...home, announceAddress: "192.168.1.20" }, "not an address of the internet"],
    [{ ...home, announceAddress: "100.64.1.1" }, "not an address of the internet"],
    [{ ...home, announceAddress: "0.0.0.0" }, "no address to dial"],
    [{ listen: "thisComputer", announcePort: 5, forward: false }, "needs an address"],
  ])("may not be %j", (settings, reason) => {
    expect(said(settings)).toContain(reason);
  });

  it("cannot be anything on the practice network, and may be of the home on an own one", () => {
    expect(said(home, "practice")).toContain("practice network");
    expect(said({ ...home, announceAddress: "192.168.1.20" }, "custom")).toBeUndefined();
  });

  it("forget what was left empty, and stay what they are", () => {
    expect(tidy({ ...home, announceAddress: "  ", address: "" })).toEqual(home);
    expect(tidy({ ...home, announceAddress: " 9.9.9.9 " }).announceAddress).toBe("9.9.9.9");
    for (const port of [0, 65_536, 1.5])
      expect(endpointSettings.safeParse({ ...home, port }).success).toBe(false);
  });

  it("open a door", () => {
    expect(doorOf({ listen: "thisComputer", forward: false })).toEqual({ host: "127.0.0.1" });
    expect(doorOf({ ...home, port: 7 })).toEqual({ host: "0.0.0.0", port: 7 });
    expect(doorOf({ listen: "address", address: "::", forward: false })).toEqual({ host: "::" });
  });
});

describe("the place to announce", () => {
  const place = (change: Partial<PlaceFacts>) =>
    placeOf({
      network: "finney",
      settings: home,
      port: 4_100,
      forwarding: undefined,
      own,
      ...change,
    });
  const known = (ip: string, port: number) => ({ kind: "known", ip, port });
  const unknown = (problem: string) => ({ kind: "unknown", problem });

  it.each<[string, Partial<PlaceFacts>, object]>([
    ["practice", { network: "practice" }, known("127.0.0.2", 4_100)],
    [
      "what was typed",
      { settings: { ...home, announceAddress: "9.9.9.9" } },
      known("9.9.9.9", 4_100),
    ],
    ["nothing at home", {}, unknown("noPublicAddress")],
    [
      "a public one of this computer",
      { own: ["10.0.0.1", "2606:4700::1", "9.9.9.9"] },
      known("9.9.9.9", 4_100),
    ],
    ["at home on an own network", { network: "custom" }, known("192.168.1.20", 4_100)],
    [
      "this computer only",
      { settings: { listen: "thisComputer", forward: false } },
      unknown("thisComputerOnly"),
    ],
    [
      "this computer, own network",
      { network: "custom", settings: { listen: "thisComputer", forward: false } },
      known("127.0.0.2", 4_100),
    ],
    [
      "while the router is asked",
      { settings: forwarding, forwarding: { kind: "asking" } },
      unknown("asking"),
    ],
    [
      "what the router gave",
      { settings: forwarding, forwarding: given("9.9.9.9") },
      known("9.9.9.9", 5_000),
    ],
    [
      "typed, with the router's port",
      { settings: { ...forwarding, announceAddress: "8.8.4.4" }, forwarding: given("10.0.0.1") },
      known("8.8.4.4", 5_000),
    ],
    [
      "behind another router",
      { settings: forwarding, forwarding: given("10.0.0.1") },
      unknown("behindAnother"),
    ],
    [
      "a router that failed",
      { settings: forwarding, forwarding: { kind: "failed", trouble: "noRouter", retryAt: 0 } },
      unknown("routerFailed"),
    ],
    [
      "an IPv6 address, listening by it",
      { settings: { listen: "address", address: "::", forward: false }, own: ["2606:4700::1"] },
      known("2606:4700::1", 4_100),
    ],
    ["no IPv6 address, listening by IPv4", { own: ["2606:4700::1"] }, unknown("noPublicAddress")],
  ])("is right for %s", (_name, change, expected) => {
    expect(place(change)).toEqual(expected);
  });

  it("is never one that strangers cannot dial, where there are strangers", () => {
    const ip = fc.oneof(fc.ipV4(), fc.ipV6());
    const states = fc.oneof(
      fc.constant(undefined),
      ip.map((external) => given(external)),
    );
    fc.assert(
      fc.property(fc.array(ip), states, fc.boolean(), (addresses, forwarded, forward) => {
        const settings = { ...home, forward };
        const found = place({ own: addresses, forwarding: forwarded, settings });
        if (found.kind === "known") expect(isPublic(found.ip)).toBe(true);
      }),
    );
  });

  it("tells the provider's network from a second router", () => {
    expect(behindOf("9.9.9.9")).toBeUndefined();
    expect([behindOf("100.64.0.1"), behindOf("100.127.255.255")]).toEqual(["carrier", "carrier"]);
    expect([behindOf("100.63.0.1"), behindOf("192.168.0.2")]).toEqual([undefined, "second"]);
  });
});

describe("the status of the endpoint", () => {
  const status = (change: Partial<Parameters<typeof endpointStatusOf>[0]>) =>
    endpointStatusOf({
      ...{ network: "finney", settings: home, open: undefined, forwarding: undefined },
      ...{ seen: undefined, own },
      ...change,
    });

  it("tells before mining what is to be expected", () => {
    expect(status({})).toMatchObject({ problem: "noPublicAddress", router: { state: "off" } });
    expect(status({ settings: forwarding })).toMatchObject({
      problem: "asking",
      router: { state: "idle" },
    });
    const seen = { kind: "found", router, externalIp: "9.9.9.9" } as const;
    expect(status({ settings: forwarding, seen }).place).toBe("9.9.9.9");
    expect(status({ settings: { ...forwarding, port: 80 }, seen }).place).toBe("9.9.9.9:80");
    expect(status({ seen }).router).toMatchObject({ state: "found", externalIp: "9.9.9.9" });
  });

  it("tells while mining what is", () => {
    const open = { host: "0.0.0.0", port: 4_100 };
    expect(status({ settings: forwarding, open, forwarding: given("9.9.9.9") })).toMatchObject({
      open: "0.0.0.0:4100",
      place: "9.9.9.9:5000",
      router: { state: "forwarded", externalPort: 5_000 },
    });
  });
});

describe("the diary of the router", () => {
  it("has a line for what is new and none for renewals", () => {
    const failed = { kind: "failed", trouble: "refused", retryAt: 0 } as const;
    const later = { ...failed, retryAt: 9 };
    expect(forwardingLine(undefined, { kind: "asking" })).toBeUndefined();
    expect(forwardingLine(undefined, given("9.9.9.9"))).toMatchObject({
      level: "good",
      values: { address: "9.9.9.9:5000", router: "192.168.1.1" },
    });
    expect(forwardingLine(given("9.9.9.9"), given("9.9.9.9"))).toBeUndefined();
    expect(forwardingLine(given("9.9.9.9"), given("10.0.0.1"))).toMatchObject({ level: "warning" });
    expect(forwardingLine(given("9.9.9.9"), failed)?.message).toBe("mining.forwardFailed.refused");
    expect(forwardingLine(failed, later)).toBeUndefined();
  });
});
