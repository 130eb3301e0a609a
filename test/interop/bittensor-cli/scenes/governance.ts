import { equal, match, ok } from "node:assert/strict";
import { TAO } from "../chain.ts";
import { near, succeeded } from "../expect.ts";
import type { Scene } from "../scene.ts";

const goneSenate =
  "asks for the pallets SenateMembers and Triumvirate, which finney removed before spec 393";
const goneLiquidity = "finney ended the users' liquidity: the call is refused with Deprecated";

/** What a delegate sets, and what finney no longer has. */
export const governance: Scene = async function* ({ send, look, plain, chain, person, ...bench }) {
  const gina = await person("gina", 1_000n * TAO);
  const own = { "wallet-name": "gina", hotkey: "default" };
  const there = { "wallet-path": bench.wallets, network: bench.endpoint } as const;
  const take = () => chain.read<number>("SubtensorModule.Delegates", gina.hotkey);
  await bench.register({ ...own, netuid: 1 });

  yield {
    command: "sudo get-take",
    try: async () => {
      const flags = { ...own, "wallet-path": bench.wallets };
      const said = (await look("sudo get-take", flags)).json<{ current_take: number }>();
      near(BigInt(Math.round(said.current_take * 65_535)), BigInt(await take()), 1n);
    },
  };
  yield {
    command: "sudo set-take",
    try: async () => {
      const flags = { ...own, ...there, take: 0.12, "json-output": true } as const;
      succeeded(await plain("sudo set-take", flags));
      near(BigInt(await take()), BigInt(Math.round(0.12 * 65_535)), 1n);
    },
  };
  for (const [command, more] of [
    ["sudo senate", {}],
    ["sudo proposals", {}],
    [
      "sudo senate-vote",
      {
        ...own,
        "wallet-path": bench.wallets,
        "proposal-hash": `0x${"11".repeat(32)}`,
        "vote-aye": true,
      },
    ],
  ] as const)
    yield {
      command,
      whyNot: goneSenate,
      try: async () => {
        const { text } = await plain(command, { ...more, network: bench.endpoint });
        match(text, /(Pallet|Storage function) "(SenateMembers|Triumvirate)[^"]*" not found/);
      },
    };
  yield {
    command: "liquidity list",
    try: async () => {
      const flags = { ...own, "wallet-path": bench.wallets, netuid: 1 };
      const { positions } = (await look("liquidity list", flags)).json<{ positions: unknown[] }>();
      equal(positions.length, 0);
      equal((await chain.entries("Swap.Positions")).length, 0);
    },
  };
  for (const [command, more] of [
    ["liquidity add", { liquidity: 1, liquidity_price_low: 0.1, liquidity_price_high: 0.2 }],
    ["liquidity modify", { position_id: 1, liquidity_delta: 1 }],
    ["liquidity remove", { position_id: 1 }],
  ] as const)
    yield {
      command,
      whyNot: goneLiquidity,
      try: async () => {
        const before = await chain.stake(gina.hotkey, gina.coldkey, 1);
        const flags = { ...own, ...there, netuid: 1, ...more, "no-prompt": true } as const;
        const { text } = await plain(command, flags);
        match(text, /Deprecated\(Module\)/);
        ok((await chain.stake(gina.hotkey, gina.coldkey, 1)) >= before);
      },
    };
};
