import { describe, expect, it } from "vitest";
import type { GovernorStatus } from "../../../native/api/governor.ts";
import type { Device } from "../../../native/api/hardware.ts";
import type { MinerRequest, MiningStatus } from "../../../native/api/mining.ts";
import { judgeChallenges } from "../../../native/doctor/mining/challenges.ts";
import { judgeGovernor } from "../../../native/doctor/mining/governor.ts";
import { judgePlace, type PlaceFacts } from "../../../native/doctor/mining/place.ts";
import { judgeRank } from "../../../native/doctor/mining/rank.ts";
import { judgeRefusals } from "../../../native/doctor/mining/refusals.ts";
import { defaultSettings } from "../../../native/governor/default-settings.ts";
import { expectSaid } from "./said.ts";

const card: Device = {
  id: "gpu-0",
  kind: "gpu",
  name: "RTX",
  backend: "cuda",
  memory: { totalBytes: 8, usedBytes: 1, hearthBytes: 0 },
  celsius: 60,
  seenBy: ["test"],
};
const place: PlaceFacts = {
  kind: "wallet",
  wallet: "alice",
  address: "5F",
  netuid: 1,
  burn: 1n,
  free: 1n,
};

describe("mining", () => {
  it("judges the place", () => {
    expectSaid("registered", judgePlace({ ...place, uid: 4 }, { state: "off" }), "good");
    expectSaid("registered", judgePlace(place, { state: "off" }), "skipped", "notYet");
    expectSaid("registered", judgePlace(place, { state: "starting" }), "warning", "onTheWay");
    expectSaid("registered", judgePlace(place, { state: "failed" }), "bad", "lost");
    const none = judgePlace({ kind: "no-wallet" }, { state: "off" });
    expectSaid("registered", none, "skipped", "noWallet");
  });

  it("judges the last challenge", () => {
    const at = (state: MiningStatus["state"], startedAt = 0, code?: string) =>
      judgeChallenges({
        now: 400_000,
        status: {
          state,
          startedAt,
          freshForMillis: 90_000,
          lastAnswerAt: 390_000,
          lastChallengeAt: 390_000,
          challenges: { received: 2, answered: 2, refused: 0, failed: 0 },
          ...(code ? { error: { code, detail: {} } } : {}),
        },
      });
    expectSaid("challenges", at("earning"), "good");
    expectSaid("challenges", at("waiting", 300_000), "good", "waiting");
    expectSaid("challenges", at("waiting"), "warning", "nobodyAsks");
    expectSaid("challenges", at("stale"), "bad", "stale");
    expectSaid("challenges", at("failed", 0, "PORT_TAKEN"), "bad", "failed");
    expectSaid("challenges", at("off"), "skipped", "off");
    expectSaid("challenges", at("stopping"), "skipped", "off");
    expectSaid("challenges", at("starting"), "skipped", "starting");
    expectSaid("challenges", at("paused"), "skipped", "paused");
  });

  it("judges why requests were not answered", () => {
    const now = 10_000_000;
    const ask = (state: MinerRequest["state"], code?: string, age = 1_000): MinerRequest => ({
      id: "1",
      hotkey: "5V",
      receivedAt: now - age,
      state,
      ...(code ? { code } : {}),
    });
    const times = (count: number, request: MinerRequest) => Array(count).fill(request);
    const at = (...requests: MinerRequest[]) => judgeRefusals({ requests, now });
    const revealed = ask("revealed");
    expectSaid("refusals", at(revealed, ask("refused", "queue-full")), "good");
    expectSaid("refusals", at(ask("revealed", undefined, 4_000_000)), "skipped", "noRequests");
    const stale = at(revealed, ...times(3, ask("refused", "StaleRequest")));
    expectSaid("refusals", stale, "warning", "stale");
    expect(stale.evidence.reasons).toBe("3x StaleRequest");
    const other = at(...times(3, ask("refused", "WrongReceiver")));
    expectSaid("refusals", other, "warning", "wrongReceiver");
    const busy = at(revealed, ...times(4, ask("refused", "queue-caller-full")));
    expectSaid("refusals", busy, "warning", "busy");
    const failing = at(revealed, ...times(3, ask("failed", "ENGINE_DOWN")));
    expectSaid("refusals", failing, "warning", "failing");
    expectSaid("refusals", at(...times(40, revealed), ...times(3, ask("failed", "X"))), "good");
  });

  it("judges how soon the place is lost", () => {
    const neurons = Array.from({ length: 16 }, (_, uid) => ({
      uid,
      emission: BigInt(uid),
      registeredAt: uid,
      immune: false,
      exempt: false,
    }));
    const at = (uid: number | undefined, maximum = 16) => judgeRank({ uid, maximum, neurons });
    expectSaid("rank", at(9), "good");
    expectSaid("rank", at(0), "bad", "next");
    expectSaid("rank", at(2), "warning", "near");
    expect(at(2).evidence.turn).toBe(3);
    expectSaid("rank", at(0, 256), "good", "room");
    expectSaid("rank", at(undefined), "skipped", "noPlace");
  });

  it("judges whether the rules can be kept", () => {
    const settings = defaultSettings({ practice: true });
    const all = {
      temperature: true,
      power: true,
      vram: true,
      fullScreen: true,
      presence: true,
      battery: true,
    };
    const at = (senses: GovernorStatus["senses"], change = settings, devices = [card]) =>
      judgeGovernor(
        { settings: change, status: { state: "running", reasons: [], senses } },
        devices,
      );
    const hot = { ...settings, temperature: { ...settings.temperature, enabled: true } };
    expectSaid("governor", at(all, hot), "good");
    const blind = at({ ...all, temperature: false }, hot);
    expectSaid("governor", blind, "warning", "blind");
    expect(blind.evidence.blind).toContain("temperature");
    expectSaid("governor", at({ ...all, temperature: false }, hot, []), "good");
    // defect: graphics that share the processor's memory made the rule on memory one that "cannot be kept", for ever
    const shared = [
      { ...card, integrated: true },
      { ...card, backend: "metal" as const },
    ];
    for (const devices of [...shared.map((one) => [one]), shared])
      expectSaid("governor", at({ ...all, vram: false }, hot, devices), "good");
    // defect: a card without sensors beside one with them was guarded by nothing, and all was said to be well
    const { celsius: _celsius, ...mute } = { ...card, id: "gpu-1", name: "Silent" };
    const pair = [{ ...card, watts: 90 }, mute];
    const silent = at(all, { ...hot, power: { watts: 200 } }, pair);
    expectSaid("governor", silent, "warning", "oneBlind");
    expect(silent.evidence).toMatchObject({ gpus: "Silent", blind: "temperature, power" });
    const mixed = at({ ...all, vram: false }, hot, [...shared, card]);
    expectSaid("governor", mixed, "warning", "blind");
    expectSaid("governor", at({ ...all, battery: false }, hot), "good");
    const off = {
      ...settings,
      temperature: { ...settings.temperature, enabled: false },
      power: {},
      others: { ...settings.others, vram: "run", fullScreen: "run" },
      presence: { ...settings.presence, action: "run" },
      battery: { action: "run" },
    } as const;
    expectSaid("governor", at(all, off), "skipped", "noRules");
  });
});
