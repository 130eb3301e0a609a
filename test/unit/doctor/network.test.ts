import { describe, expect, it } from "vitest";
import type { EndpointRouter } from "../../../native/api/endpoint.ts";
import { judgeChain } from "../../../native/doctor/network/chain.ts";
import { judgeEndpoint } from "../../../native/doctor/network/endpoint.ts";
import { judgeFirewall } from "../../../native/doctor/network/firewall.ts";
import { judgeGenesis } from "../../../native/doctor/network/genesis.ts";
import { judgeNat, parseGateway } from "../../../native/doctor/network/nat.ts";
import { judgePeers } from "../../../native/doctor/network/peers.ts";
import { judgePort } from "../../../native/doctor/network/port.ts";
import { judgeRuntimeCalls } from "../../../native/doctor/network/runtime-calls.ts";
import { selfDial } from "../../../native/doctor/network/self-dial.ts";
import { expectSaid } from "./said.ts";

describe("the network", () => {
  it("judges the connection and the age of the newest block by the network's pace", () => {
    const best = { number: 7, hash: "0x07", time: 1_000_000 };
    const endpoint = "ws://127.0.0.1:9944";
    const at = (age: number, blockSeconds = 12) =>
      judgeChain({
        state: { connection: "connected", endpoint, best },
        now: best.time + age * 1000,
        blockSeconds,
      });
    expectSaid("chain", at(5), "good");
    expectSaid("chain", at(-3), "good");
    expectSaid("chain", at(70), "warning", "late");
    expectSaid("chain", at(20, 1), "good");
    expectSaid("chain", at(400), "bad", "stuck");
    const lost = { connection: "disconnected", endpoint, best } as const;
    expectSaid("chain", judgeChain({ state: lost, now: 0, blockSeconds: 1 }), "bad", "unreachable");
    const young = { connection: "connected", endpoint } as const;
    const judged = judgeChain({ state: young, now: 0, blockSeconds: 1 });
    expectSaid("chain", judged, "unknown", "noBlock");
  });

  it("judges which chain it is", () => {
    const network = "finney";
    expectSaid("genesis", judgeGenesis({ network, genesis: "0x2f", expected: "0x2f" }), "good");
    expectSaid("genesis", judgeGenesis({ network, genesis: "0x11" }), "good", "seen");
    const other = judgeGenesis({ network, genesis: "0x11", expected: "0x2f", chain: "Else" });
    expectSaid("genesis", other, "bad", "other");
    expectSaid("genesis", judgeGenesis({ network }), "unknown", "notConnected");
  });

  it("judges what the runtime lacks", () => {
    const facts = { looked: 11, specVersion: 400, lacks: [], lacksWanted: [] };
    expectSaid("runtimeCalls", judgeRuntimeCalls(facts), "good");
    const some = judgeRuntimeCalls({ ...facts, lacksWanted: ["SubtensorModule.set_weights"] });
    expectSaid("runtimeCalls", some, "warning", "lacksSome");
    const all = judgeRuntimeCalls({ ...facts, lacks: ["SubtensorModule.serve_axon"] });
    expectSaid("runtimeCalls", all, "bad", "lacks");
  });

  it("judges the port", () => {
    const at = (state: Parameters<typeof judgePort>[0]["state"]) =>
      judgePort({ state, host: "127.0.0.1", port: 4100 });
    expectSaid("port", at("open"), "good", "open");
    expectSaid("port", at("free"), "good", "free");
    expectSaid("port", at("silent"), "bad", "silent");
    expectSaid("port", at("taken"), "bad", "taken");
  });

  it("judges the announced address, and dials none that is not this computer's", async () => {
    const facts = { serving: true, realNetwork: false, port: 4100 };
    const here = { ip: "127.0.0.2", port: 4100 };
    const at = (change: Partial<Parameters<typeof judgeEndpoint>[0]>) =>
      judgeEndpoint({ ...facts, ...change });
    expectSaid("endpoint", at({ announced: here, answers: true }), "good");
    expectSaid("endpoint", at({ serving: false }), "skipped", "off");
    expectSaid("endpoint", at({}), "bad", "notAnnounced");
    expectSaid("endpoint", at({ announced: here, answers: false }), "bad", "silent");
    const old = { ...here, port: 4000 };
    expectSaid("endpoint", at({ announced: old, answers: false }), "bad", "otherPort");
    const real = at({ announced: here, answers: true, realNetwork: true });
    expectSaid("endpoint", real, "bad", "loopbackOnly");
    const outside = { ip: "198.51.100.7", port: 4100 };
    expectSaid("endpoint", at({ announced: outside }), "unknown", "outside");
    expectSaid("endpoint", at({ waits: "asking" }), "unknown", "asking");
    for (const waits of [
      ...(["thisComputerOnly", "noPublicAddress", "routerFailed", "behindAnother"] as const),
    ])
      expectSaid("endpoint", at({ serving: false, waits }), "bad", waits);
    const closed = at({ waits: "thisComputerOnly" });
    expect(closed.fix).toEqual({ key: "letForward", byNode: true });
    const signal = AbortSignal.timeout(30_000);
    expect(await selfDial(outside.ip, outside.port, signal, ["192.168.1.2"])).toBeUndefined();
  });

  it("judges firewall and router only where somebody outside must come in", () => {
    expectSaid("firewall", judgeFirewall({ loopback: false, active: [] }), "good");
    const active = judgeFirewall({ loopback: false, active: ["ufw"] });
    expectSaid("firewall", active, "warning", "active");
    const inside = judgeFirewall({ loopback: true, active: ["ufw"] });
    expectSaid("firewall", inside, "skipped", "loopback");
    const at = (addresses: readonly string[], loopback = false, announced?: string) =>
      judgeNat({ loopback, addresses, announced, gateway: "192.168.1.1" });
    expectSaid("nat", at(["9.9.9.9"], false, "9.9.9.9"), "good");
    expectSaid("nat", at(["9.9.9.9"], false, "8.8.8.8"), "warning", "behindRouter");
    expectSaid("nat", at(["192.168.1.2", "9.9.9.9"]), "good");
    expectSaid("nat", at(["192.168.1.2", "fe80::1"]), "warning", "behindRouter");
    expectSaid("nat", at([]), "bad", "noAddress");
    expectSaid("nat", at(["192.168.1.2"], true), "skipped", "loopback");
    const closed = { loopback: true, realNetwork: true, addresses: [] };
    expectSaid("nat", judgeNat(closed), "warning", "hereOnly");
    expect(judgeNat(closed).fix).toEqual({ key: "letForward", byNode: true });
    expectSaid("nat", judgeNat({ ...closed, typed: "9.9.9.9" }), "skipped", "loopback");
    const typed = { loopback: false, addresses: ["192.168.1.2"], typed: "9.9.9.9" };
    expectSaid("nat", judgeNat(typed), "unknown", "byHand");
  });

  it("judges a router that is to forward the port", () => {
    const at = (router: EndpointRouter) =>
      judgeNat({ loopback: false, addresses: ["192.168.1.2"], router });
    const seen = { kind: "upnp1", host: "192.168.1.1", externalIp: "9.9.9.9" } as const;
    expectSaid("nat", at({ state: "found", ...seen }), "good", "canForward");
    const forwarded = at({ state: "forwarded", ...seen, externalPort: 4_100, name: "Box" });
    expectSaid("nat", forwarded, "good", "forwarded");
    expect(forwarded.evidence).toMatchObject({ outside: "9.9.9.9:4100", router: "Box" });
    const behind = (kind: "carrier" | "second") => at({ state: "found", ...seen, behind: kind });
    expectSaid("nat", behind("carrier"), "bad", "behindCarrier");
    expectSaid("nat", behind("second"), "bad", "behindSecond");
    const failed = (trouble: NonNullable<EndpointRouter["trouble"]>) =>
      at({ state: "failed", trouble });
    expectSaid("nat", failed("noRouter"), "warning", "noRouter");
    expectSaid("nat", failed("silent"), "warning", "silent");
    for (const trouble of ["refused", "occupied", "offline", "nonsense", "noAddress"] as const)
      expectSaid("nat", failed(trouble), "bad", trouble);
    expectSaid("nat", at({ state: "asking" }), "unknown", "asking");
  });

  it("reads the gateway out of the kernel's table", () => {
    const head = "Iface\tDestination\tGateway \tFlags";
    expect(parseGateway(`${head}\neth0\t00000000\t0101A8C0\t0003\n`)).toBe("192.168.1.1");
    expect(parseGateway(`${head}\neth0\t0001A8C0\t00000000\t0001\n`)).toBeUndefined();
    expect(parseGateway("nonsense")).toBeUndefined();
  });

  it("judges the peers", () => {
    const axon = { ip: "127.0.0.2", port: 1, protocol: 4 };
    const miner = { axon, validatorPermit: false, lastUpdate: 0 };
    const validator = { axon: undefined, validatorPermit: true, lastUpdate: 95 };
    const at = (...neurons: Parameters<typeof judgePeers>[0]["neurons"]) =>
      judgePeers({ netuid: 1, block: 200, tempo: 22, neurons });
    expectSaid("peers", at(miner, validator), "good");
    const gone = { ...validator, lastUpdate: 10 };
    expectSaid("peers", at(miner, gone), "warning", "noValidator");
    expectSaid("peers", at(validator), "warning", "noMiner");
    expectSaid("peers", at(), "bad", "empty");
  });
});
