import { deepEqual, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { AccountId, Blake2256, Tuple, u16, u64, Vector } from "@polkadot-api/substrate-bindings";
import { TAO } from "../chain.ts";
import type { Scene } from "../scene.ts";

const NETUID = 1;
const SALT = [11, 12, 13, 14];
/** The tool signs its weights with its own version, three decimals for each part. */
const versionKey = (version: string): bigint =>
  version.split(".").reduce((key, part) => key * 1_000n + BigInt(part), 0n);
const committed = Tuple(AccountId(), u16, Vector(u16), Vector(u16), Vector(u16), u64);

/** Weights that are committed by their hash and revealed in the next epoch. */
export const weights = (version: string): Scene =>
  async function* ({ send, chain, person, ...bench }) {
    const vera = await person("vera", 3_000n * TAO);
    const own = { "wallet-name": "vera", hotkey: "default" };
    const enabled = { netuid: NETUID, enabled: true };
    const registered = await bench.register({ ...own, netuid: NETUID });
    // Other scenes move the price meanwhile, by more than the half percent that the tool tolerates.
    const staked = await send("stake add", {
      ...own,
      netuid: NETUID,
      amount: 300,
      "no-safe-staking": true,
      "no-mev-protection": true,
    });
    await chain.sudo("AdminUtils", "sudo_set_commit_reveal_weights_enabled", enabled);
    const uid = await chain.read<number>("SubtensorModule.Uids", NETUID, vera.hotkey);
    const held = await chain.read<bigint>("SubtensorModule.TotalHotkeyAlpha", vera.hotkey, NETUID);
    ok(uid !== undefined && held > 0n, `${registered.text}\n${staked.text}`);
    const flags = { ...own, netuid: NETUID, uids: uid, weights: 1, salt: SALT.join(",") };

    yield {
      command: "weights commit",
      whyNot:
        "asks for the storage item get_commit_reveal_weights_enabled, which no runtime has: a mistake of the tool",
      try: async () => {
        const { text } = await bench.plain("weights commit", {
          ...flags,
          "wallet-path": bench.wallets,
          network: bench.endpoint,
          "no-prompt": true,
        });
        match(text, /get_commit_reveal_weights_enabled" not found/);
      },
    };
    yield {
      command: "weights reveal",
      try: async () => {
        const file = join(bench.wallets, "vera", "hotkeys", "default");
        const { secretSeed } = JSON.parse(readFileSync(file, "utf8")) as { secretSeed: string };
        const whole = committed.enc([
          vera.hotkey,
          NETUID,
          [uid],
          [65_535],
          SALT,
          versionKey(version),
        ]);
        const hash = `0x${Buffer.from(Blake2256(whole)).toString("hex")}`;
        const commit = { netuid: NETUID, commit_hash: hash };
        // The reveal must fall into the one epoch after the commit.
        const stored = () => chain.read<readonly unknown[]>("SubtensorModule.Weights", NETUID, uid);
        const text = await bench.alone(async (inside) => {
          await inside.chain.signed(secretSeed, "SubtensorModule", "commit_weights", commit);
          await inside.toEpoch(NETUID);
          const answer = await inside.send("weights reveal", flags);
          // It does not wait for the block.
          const until = Date.now() + 30_000;
          while ((await stored()).length === 0 && Date.now() < until) await pause(200);
          return answer.text;
        });
        deepEqual(await stored(), [[uid, 65_535]], text);
        ok(text.includes("true"));
      },
    };
  };
