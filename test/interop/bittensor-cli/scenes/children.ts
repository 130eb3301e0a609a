import { deepEqual, equal, ok } from "node:assert/strict";
import { TAO } from "../chain.ts";
import { near, succeeded } from "../expect.ts";
import type { Scene } from "../scene.ts";

const NETUID = 1;
/** Blocks between two changes of a hotkey's children. */
const CHANGE_LIMIT = 150;

/** A part of a hotkey's stake weight lent to another, and a seat on root. */
export const children: Scene = async function* ({ send, look, chain, person, hotkey, ...bench }) {
  const cora = await person("cora", 3_000n * TAO);
  const child = await hotkey("cora", "child");
  const own = { "wallet-name": "cora", hotkey: "default" };
  const there = { "wallet-path": bench.wallets };
  const relations = () =>
    chain.read<readonly (readonly [bigint, string])[]>(
      "SubtensorModule.ChildKeys",
      cora.hotkey,
      NETUID,
    );
  // A day of waiting on finney.
  await chain.sudo("SubtensorModule", "set_pending_childkey_cooldown", { cooldown: 0n });
  await bench.register({ ...own, netuid: NETUID });
  // Other scenes move the price meanwhile, by more than the half percent that the tool tolerates.
  const open = { "no-mev-protection": true, "no-safe-staking": true } as const;
  await send("stake add", { ...own, ...open, netuid: NETUID, amount: 500 });

  yield {
    command: "stake child set",
    try: async () => {
      const flags = { ...own, netuid: NETUID, children: child, proportions: 0.4 };
      const said = (await send("stake child set", flags)).json<
        Record<string, { success: boolean }>
      >();
      ok(said[NETUID]?.success);
      await bench.toEpoch(NETUID);
      const [[part, who] = [0n, ""]] = await relations();
      equal(who, child);
      near(part, (2n ** 64n * 2n) / 5n, 2n ** 54n);
    },
  };
  yield {
    command: "stake child get",
    try: async () => {
      const answer = await look("stake child get", { ...own, ...there, netuid: NETUID });
      ok(answer.text.includes(child), answer.text);
    },
  };
  yield {
    command: "stake child take",
    try: async () => {
      const flags = { ...own, netuid: NETUID, take: 0.12 };
      const said = (await send("stake child take", flags)).json<
        Record<string, { success: boolean }>
      >();
      ok(said[NETUID]?.success);
      const take = await chain.read<number>("SubtensorModule.ChildkeyTake", cora.hotkey, NETUID);
      near(BigInt(take), BigInt(Math.round(0.12 * 65_535)), 1n);
    },
  };
  yield {
    command: "stake child revoke",
    try: async () => {
      await bench.advance(CHANGE_LIMIT);
      const flags = { ...own, netuid: NETUID };
      const said = (await send("stake child revoke", flags)).json<
        Record<string, { success: boolean }>
      >();
      ok(said[NETUID]?.success, JSON.stringify(said));
      await bench.toEpoch(NETUID);
      deepEqual(await relations(), []);
    },
  };
  yield {
    command: "subnets register --netuid 0",
    try: async () => {
      await send("stake add", { ...own, netuid: 0, amount: 1_000, "no-mev-protection": true });
      succeeded(await bench.register({ ...own, netuid: 0 }));
      const uid = await chain.read<number | undefined>("SubtensorModule.Uids", 0, cora.hotkey);
      equal(await chain.read("SubtensorModule.Keys", 0, uid), cora.hotkey);
    },
  };
};
