import { equal, match, ok } from "node:assert/strict";
import { TAO } from "../chain.ts";
import { succeeded } from "../expect.ts";
import type { Scene } from "../scene.ts";

/** Blocks that an announced swap waits here, instead of five days. */
const DELAY = 20;

/** Keys that are replaced, with all that they hold. */
export const keys: Scene = async function* ({
  send,
  look,
  plain,
  chain,
  person,
  hotkey,
  ...bench
}) {
  const kate = await person("kate", 1_000n * TAO);
  const [lily, mona, nina] = [
    await person("lily", 100n * TAO),
    await person("mona", 100n * TAO),
    await person("nina"),
  ];
  const second = await hotkey("kate", "second");
  const there = { "wallet-path": bench.wallets, network: bench.endpoint } as const;
  const swap = (action: string, name: string, more = {}) =>
    plain("wallet swap-coldkey", {
      "": action,
      "wallet-name": name,
      ...there,
      "no-prompt": true,
      ...more,
    });
  const announced = (coldkey: string) =>
    chain.read<readonly unknown[] | undefined>("SubtensorModule.ColdkeySwapAnnouncements", coldkey);
  const duration = { duration: DELAY };
  await chain.sudo("AdminUtils", "sudo_set_coldkey_swap_announcement_delay", duration);
  await chain.sudo("AdminUtils", "sudo_set_coldkey_swap_reannouncement_delay", duration);

  yield {
    command: "wallet swap-hotkey --all-netuids",
    try: async () => {
      const own = { "wallet-name": "kate", hotkey: "default" };
      await bench.register({ ...own, netuid: 1 });
      const uid = await chain.read<number>("SubtensorModule.Uids", 1, kate.hotkey);
      ok(uid !== undefined);
      const flags = { "": "second", ...own, "all-netuids": true } as const;
      succeeded(await send("wallet swap-hotkey", flags));
      equal(await chain.read("SubtensorModule.Keys", 1, uid), second);
      equal(await chain.read("SubtensorModule.Owner", second), kate.coldkey);
    },
  };
  yield {
    command: "wallet swap-coldkey announce",
    try: async () => {
      for (const [name, coldkey] of [
        ["kate", kate.coldkey],
        ["lily", lily.coldkey],
        ["mona", mona.coldkey],
      ] as const) {
        const { text } = await swap("announce", name, {
          "new-coldkey-ss58": nina.coldkey,
          "no-mev-protection": true,
        });
        ok((await announced(coldkey)) !== undefined, text);
      }
    },
  };
  yield {
    command: "wallet swap-check",
    try: async () => {
      const flags = { "wallet-name": "kate", "wallet-path": bench.wallets };
      const { announcements } = (await look("wallet swap-check", flags)).json<{
        announcements: { coldkey: string; execution_block: number }[];
      }>();
      const [when] = (await announced(kate.coldkey)) ?? [];
      equal(announcements[0]?.coldkey, kate.coldkey);
      equal(announcements[0].execution_block, when);
    },
  };
  yield {
    command: "wallet swap-check --all",
    try: async () => {
      const { announcements } = (await look("wallet swap-check", { all: true })).json<{
        announcements: { coldkey: string }[];
      }>();
      for (const { coldkey } of [kate, lily, mona])
        ok(
          announcements.some((announcement) => announcement.coldkey === coldkey),
          coldkey,
        );
    },
  };
  yield {
    command: "wallet swap-coldkey dispute",
    try: async () => {
      const { text } = await swap("dispute", "mona", { "no-mev-protection": true });
      const disputed = await chain.read("SubtensorModule.ColdkeySwapDisputes", mona.coldkey);
      ok(disputed !== undefined, text);
    },
  };
  yield {
    command: "wallet swap-coldkey execute",
    try: async () => {
      await bench.advance(DELAY + 1);
      const { text } = await swap("execute", "kate", { "new-coldkey-ss58": nina.coldkey });
      equal(await chain.read("SubtensorModule.Owner", second), nina.coldkey, text);
      ok((await chain.free(nina.coldkey)) > 900n * TAO);
      equal(await announced(kate.coldkey), undefined);
    },
  };
  yield {
    command: "wallet swap-coldkey clear",
    try: async () => {
      await bench.advance(DELAY + 1);
      const { text } = await swap("clear", "lily", { "no-mev-protection": true });
      equal(await announced(lily.coldkey), undefined, text);
      ok((await chain.free(lily.coldkey)) > 50n * TAO);
      match(text, /cleared|withdrawn/i);
    },
  };
};
