import { deepEqual, equal, ok } from "node:assert/strict";
import { TAO } from "../chain.ts";
import { near, succeeded, units } from "../expect.ts";
import type { Scene } from "../scene.ts";

const NETUID = 1;

/** Stake put in, moved about and taken out. */
export const stake: Scene = async function* ({
  send,
  look,
  local,
  plain,
  chain,
  person,
  hotkey,
  ...bench
}) {
  const sam = await person("sam", 10_000n * TAO);
  const tim = await person("tim", 100n * TAO);
  const own = { "wallet-name": "sam", hotkey: "default" };
  // Stake on a hotkey without a place earns nothing: what it is worth changes by the commands alone.
  const quiet = await hotkey("sam", "quiet");
  const still = { "wallet-name": "sam", hotkey: "quiet" };
  const open = { ...still, "no-mev-protection": true } as const;
  const held = (netuid = NETUID) => chain.stake(quiet, sam.coldkey, netuid);
  const there = {
    "wallet-path": bench.wallets,
    network: bench.endpoint,
    "no-prompt": true,
  } as const;

  yield {
    command: "subnets register",
    try: async () => {
      succeeded(await bench.register({ ...own, netuid: NETUID }));
      const uid = await chain.read<number>("SubtensorModule.Uids", NETUID, sam.hotkey);
      equal(await chain.read("SubtensorModule.Keys", NETUID, uid), sam.hotkey);
    },
  };
  await plain("wallet associate-hotkey", { ...still, ...there });
  yield {
    command: "stake add",
    try: async () => {
      const [before, free] = [await held(), await chain.free(sam.coldkey)];
      await send("stake add", { ...open, netuid: NETUID, amount: 100 });
      ok((await held()) > before + 50n * TAO);
      near(await chain.free(sam.coldkey), free - 100n * TAO, TAO / 100n);
    },
  };
  yield {
    command: "stake add (with MEV protection, as by default)",
    try: async () => {
      const before = await held();
      const { nonce } = await chain.read<{ nonce: number }>("System.Account", sam.coldkey);
      await send("stake add", { ...still, netuid: NETUID, amount: 50 });
      ok((await held()) > before + 25n * TAO);
      const after = await chain.read<{ nonce: number }>("System.Account", sam.coldkey);
      equal(after.nonce, nonce + 2, "the envelope and what was in it");
    },
  };
  yield {
    command: "stake add --netuids",
    try: async () => {
      const [first, root] = [await held(), await held(0)];
      await send("stake add", {
        ...open,
        netuids: `0,${NETUID}`,
        amount: 20,
        "no-safe-staking": true,
      });
      ok((await held()) > first + 10n * TAO);
      near(await held(0), root + 20n * TAO, TAO / 100n);
    },
  };
  yield {
    command: "stake list",
    try: async () => {
      const answer = await send("stake list", { "wallet-name": "sam" });
      const { stake_info: info } = answer.json<{
        stake_info: Record<string, { netuid: number; stake_value: number }[]>;
      }>();
      const shown = info[quiet]?.find(({ netuid }) => netuid === NETUID)?.stake_value ?? 0;
      near(units(shown), await held(), TAO);
    },
  };
  yield {
    command: "wallet overview",
    try: async () => {
      const answer = await look("wallet overview", {
        "wallet-name": "sam",
        "wallet-path": bench.wallets,
      });
      const { subnets } = answer.json<{
        subnets: { netuid: number; neurons: { uid: number; hotkey_ss58: string }[] }[];
      }>();
      const neuron = subnets.find(({ netuid }) => netuid === NETUID)?.neurons[0];
      equal(neuron?.hotkey_ss58, sam.hotkey);
      equal(neuron.uid, await chain.read("SubtensorModule.Uids", NETUID, sam.hotkey));
    },
  };
  yield {
    command: "stake remove",
    try: async () => {
      const [before, free] = [await held(), await chain.free(sam.coldkey)];
      await send("stake remove", { ...open, netuid: NETUID, amount: 10 });
      near(await held(), before - 10n * TAO, TAO);
      ok((await chain.free(sam.coldkey)) > free + 3n * TAO);
    },
  };
  yield {
    command: "stake move",
    try: async () => {
      const [first, root] = [await held(), await held(0)];
      const way = { "origin-netuid": NETUID, "dest-netuid": 0, "dest-ss58": quiet };
      succeeded(await send("stake move", { ...open, ...way, amount: 10 }));
      near(await held(), first - 10n * TAO, TAO);
      ok((await held(0)) > root + 3n * TAO);
    },
  };
  yield {
    command: "stake transfer",
    try: async () => {
      const way = { "origin-netuid": NETUID, "dest-netuid": NETUID, "dest-coldkey": tim.coldkey };
      succeeded(await send("stake transfer", { ...open, ...way, amount: 5 }));
      near(await chain.stake(quiet, tim.coldkey, NETUID), 5n * TAO, TAO / 10n);
    },
  };
  yield {
    command: "stake swap",
    try: async () => {
      const [first, root] = [await held(), await held(0)];
      const way = { "origin-netuid": 0, "dest-netuid": NETUID };
      succeeded(await send("stake swap", { ...open, ...way, amount: 5 }));
      near(await held(0), root - 5n * TAO, TAO / 10n);
      ok((await held()) > first + 2n * TAO);
    },
  };
  yield {
    command: "stake wizard",
    try: async () => {
      const [first, root] = [await held(), await held(0)];
      // What to do, from which subnet, how much, and to which.
      const typed = { typed: `swap\n${NETUID}\n2\n0\n` };
      const flags = { ...open, ...there, "no-safe-staking": true } as const;
      const { text } = await plain("stake wizard", flags, typed);
      near(await held(), first - 2n * TAO, TAO / 10n);
      ok((await held(0)) > root + TAO / 2n, text);
    },
  };
  yield {
    command: "stake set-auto",
    try: async () => {
      // The hotkey is asked for; there is no option for it.
      const typed = { typed: `${sam.hotkey}\n` };
      succeeded(await send("stake set-auto", { "wallet-name": "sam", netuid: NETUID }, typed));
      const stored = await chain.read("SubtensorModule.AutoStakeDestination", sam.coldkey, NETUID);
      equal(stored, sam.hotkey);
    },
  };
  yield {
    command: "stake auto",
    whyNot:
      "says that a destination is set, but shows only the first letter of its address, which it takes for a list: a mistake of the tool",
    try: async () => {
      const flags = { "wallet-name": "sam", "wallet-path": bench.wallets };
      const found = (await look("stake auto", flags)).json<
        Record<string, { status: string; destination: string | null }>
      >();
      deepEqual(
        [found[NETUID]?.status, found[NETUID]?.destination, found[0]?.status],
        ["custom", sam.hotkey.slice(0, 1), "default"],
      );
    },
  };
  yield {
    command: "stake set-claim",
    try: async () => {
      const flags = { "": "keep", "wallet-name": "sam" };
      succeeded(await send("stake set-claim", flags));
      const claim = await chain.read<{ type: string }>(
        "SubtensorModule.RootClaimType",
        sam.coldkey,
      );
      equal(claim.type, "Keep");
    },
  };
  yield {
    command: "stake remove --unstake-all",
    try: async () => {
      await send("stake remove", { ...open, "unstake-all": true });
      equal(await held(0), 0n);
      equal(await held(), 0n);
    },
  };
  yield {
    command: "axon set",
    try: async () => {
      // With --json-output it refuses itself: its prompt cannot be switched off then.
      const flags = { ...own, ...there, netuid: NETUID, ip: "9.8.7.6", port: 8091 };
      const { text } = await plain("axon set", flags);
      const axon = await chain.read<{ ip: bigint; port: number } | undefined>(
        "SubtensorModule.Axons",
        NETUID,
        sam.hotkey,
      );
      equal(axon?.port, 8091, text);
      equal(axon.ip, 0x09080706n);
    },
  };
  yield {
    command: "axon reset",
    try: async () => {
      await bench.advance(10);
      const { text } = await plain("axon reset", { ...own, ...there, netuid: NETUID });
      const axon = await chain.read<{ ip: bigint } | undefined>(
        "SubtensorModule.Axons",
        NETUID,
        sam.hotkey,
      );
      equal(axon?.ip ?? 0n, 0n, text);
    },
  };
};
