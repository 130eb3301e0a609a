import { expect, it } from "vitest";
import { inOurTime, type NetworkInfo } from "../../../renderer/stores/network.ts";

const NOW = 1_700_000_000_000;
const info = (hash: string, time: number): NetworkInfo => ({
  network: "practice",
  endpoint: "ws://127.0.0.1:1",
  connection: "connected",
  best: { number: 7, hash, time },
});

it("leaves a block of the past as it is", () => {
  expect(inOurTime(info("0x1", NOW - 5_000), undefined, NOW)).toEqual(info("0x1", NOW - 5_000));
});

it("counts a block of a chain that was skipped ahead from when it arrived, told once or again", () => {
  const day = 86_400_000;
  const first = inOurTime(info("0x1", NOW + day), undefined, NOW);
  expect(first.best?.time).toBe(NOW);
  expect(inOurTime(info("0x1", NOW + day), first, NOW + 900).best?.time).toBe(NOW);
  expect(inOurTime(info("0x2", NOW + day + 1_000), first, NOW + 1_000).best?.time).toBe(
    NOW + 1_000,
  );
});
