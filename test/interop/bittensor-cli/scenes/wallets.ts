import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TAO } from "../chain.ts";
import type { Scene } from "../scene.ts";

/** Keys made, made again and used; balances and transfers. */
export const wallets: Scene = async function* ({ local, look, send, chain, person, ...bench }) {
  const keyfile = (name: string, file: string): { ss58Address: string; secretPhrase?: string } =>
    JSON.parse(readFileSync(join(bench.wallets, name, file), "utf8"));
  const ann = await person("ann", 1_000n * TAO);
  const phrase = keyfile("ann", "coldkey").secretPhrase ?? "";

  yield {
    command: "wallet create",
    try: async () => {
      equal(keyfile("ann", "coldkeypub.txt").ss58Address, ann.coldkey);
      equal(keyfile("ann", "hotkeys/default").ss58Address, ann.hotkey);
      equal(await chain.free(ann.coldkey), 1_000n * TAO);
    },
  };
  yield {
    command: "wallet new-hotkey",
    try: async () => {
      const flags = {
        "wallet-name": "ann",
        hotkey: "second",
        n_words: 12,
        "no-use-password": true,
      };
      const { data } = (await local("wallet new-hotkey", flags as never)).json<{
        data: { hotkey_ss58: string };
      }>();
      equal(keyfile("ann", "hotkeys/second").ss58Address, data.hotkey_ss58);
    },
  };
  yield {
    command: "wallet new-coldkey",
    try: async () => {
      const flags = { "wallet-name": "cold", n_words: 24, "no-use-password": true };
      const { data } = (await local("wallet new-coldkey", flags as never)).json<{
        data: { coldkey_ss58: string };
      }>();
      equal(keyfile("cold", "coldkey").secretPhrase?.split(" ").length, 24);
      equal(keyfile("cold", "coldkeypub.txt").ss58Address, data.coldkey_ss58);
    },
  };
  yield {
    command: "wallet regen-coldkey --mnemonic",
    try: async () => {
      const flags = { "wallet-name": "again", mnemonic: phrase, "no-use-password": true } as const;
      await local("wallet regen-coldkey", flags);
      equal(keyfile("again", "coldkeypub.txt").ss58Address, ann.coldkey);
    },
  };
  yield {
    command: "wallet regen-coldkeypub",
    try: async () => {
      await local("wallet regen-coldkeypub", {
        "wallet-name": "watcher",
        "ss58-address": ann.coldkey,
      });
      equal(keyfile("watcher", "coldkeypub.txt").ss58Address, ann.coldkey);
    },
  };
  yield {
    command: "wallet regen-hotkey --mnemonic",
    try: async () => {
      const mnemonic = keyfile("ann", "hotkeys/default").secretPhrase ?? "";
      const flags = { "wallet-name": "again", hotkey: "default", mnemonic };
      await local("wallet regen-hotkey", { ...flags, "no-use-password": true });
      equal(keyfile("again", "hotkeys/default").ss58Address, ann.hotkey);
    },
  };
  yield {
    command: "wallet regen-hotkeypub",
    try: async () => {
      const flags = { "wallet-name": "watcher", hotkey: "default", "ss58-address": ann.hotkey };
      await local("wallet regen-hotkeypub", flags);
      equal(keyfile("watcher", "hotkeys/defaultpub.txt").ss58Address, ann.hotkey);
    },
  };
  yield {
    command: "wallet list",
    try: async () => {
      const { wallets: found } = (await local("wallet list", {})).json<{
        wallets: { name: string; ss58_address: string; hotkeys: { ss58_address: string }[] }[];
      }>();
      const one = found.find(({ name }) => name === "ann");
      equal(one?.ss58_address, ann.coldkey);
      ok(one.hotkeys.some(({ ss58_address }) => ss58_address === ann.hotkey));
    },
  };
  let signature = "";
  yield {
    command: "wallet sign",
    try: async () => {
      const flags = { "wallet-name": "ann", "no-use-hotkey": true, message: "hearth" } as const;
      const said = (await local("wallet sign", flags)).json<{ signed_message: string }>();
      signature = said.signed_message;
      match(signature, /^(0x)?[0-9a-f]{128}$/);
    },
  };
  yield {
    command: "wallet verify",
    try: async () => {
      const verify = (message: string) =>
        bench.plain("wallet verify", {
          message,
          signature,
          "public-key": ann.coldkey,
          "json-output": true,
        });
      equal((await verify("hearth")).json<{ verified: boolean }>().verified, true);
      equal((await verify("other")).json<{ verified: boolean }>().verified, false);
    },
  };
  const bob = await person("bob");
  yield {
    command: "wallet transfer",
    try: async () => {
      const flags = { "wallet-name": "ann", destination: bob.coldkey, amount: 12.5 };
      const answer = (await send("wallet transfer", flags)).json<{ success: boolean }>();
      ok(answer.success);
      equal(await chain.free(bob.coldkey), (125n * TAO) / 10n);
    },
  };
  yield {
    command: "wallet balance",
    try: async () => {
      const flags = { "wallet-name": "ann", "wallet-path": bench.wallets };
      const { balances } = (await look("wallet balance", flags)).json<{
        balances: { ann: { free: number; coldkey: string } };
      }>();
      equal(balances.ann.coldkey, ann.coldkey);
      equal(BigInt(Math.round(balances.ann.free * 1e9)), await chain.free(ann.coldkey));
    },
  };
  yield {
    command: "wallet transfer --all --allow-death",
    try: async () => {
      const before = await chain.free(ann.coldkey);
      const had = await chain.free(bob.coldkey);
      const flags = { "wallet-name": "bob", destination: ann.coldkey, all: true } as const;
      ok((await send("wallet transfer", { ...flags, "allow-death": true })).json());
      equal(await chain.free(bob.coldkey), 0n);
      const gained = (await chain.free(ann.coldkey)) - before;
      ok(gained > had - TAO / 100n && gained < had, `${gained} of ${had}`);
    },
  };
  yield {
    command: "wallet set-identity",
    try: async () => {
      // Identities are for those who are registered somewhere.
      await bench.register({ "wallet-name": "ann", hotkey: "default", netuid: 1 });
      const flags = { "wallet-name": "ann", "id-name": "Ann", "web-url": "https://ann.example" };
      const more = { "image-url": "https://ann.example/i.png", discord: "ann", github: "ann/ann" };
      const rest = { description: "tries things", additional: "nothing" };
      const answer = await send("wallet set-identity", { ...flags, ...more, ...rest });
      ok(answer.json<{ success: boolean }>().success);
      const stored = await chain.read<{ name: Uint8Array | string }>(
        "SubtensorModule.IdentitiesV2",
        ann.coldkey,
      );
      ok(stored);
    },
  };
  yield {
    command: "wallet get-identity",
    try: async () => {
      const answer = await look("wallet get-identity", { "coldkey-ss58": ann.coldkey });
      const { name, url } = answer.json<{ name: string; url: string }>();
      deepEqual([name, url], ["Ann", "https://ann.example"]);
    },
  };
  yield {
    command: "wallet associate-hotkey",
    try: async () => {
      const flags = { "wallet-name": "ann", hotkey: "default", "wallet-path": bench.wallets };
      await bench.plain("wallet associate-hotkey", {
        ...flags,
        network: bench.endpoint,
        "no-prompt": true,
      });
      equal(await chain.read("SubtensorModule.Owner", ann.hotkey), ann.coldkey);
    },
  };
  yield {
    command: "wallet inspect",
    try: async () => {
      const { text } = await bench.plain("wallet inspect", {
        "wallet-name": "ann",
        "wallet-path": bench.wallets,
        network: bench.endpoint,
      });
      match(text, /ann/);
    },
  };
};
