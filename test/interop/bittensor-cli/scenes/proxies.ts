import { equal, ok } from "node:assert/strict";
import { TAO } from "../chain.ts";
import { succeeded } from "../expect.ts";
import type { Scene } from "../scene.ts";

interface Definition {
  readonly delegate: string;
  readonly proxy_type: { readonly type: string };
  readonly delay: number;
}

/** Accounts that act for others. */
export const proxies: Scene = async function* ({ send, chain, person, ...bench }) {
  const paul = await person("paul", 100n * TAO);
  const quinn = await person("quinn", 100n * TAO);
  const rita = await person("rita");
  const definitions = async (account: string): Promise<readonly Definition[]> =>
    (await chain.read<readonly [readonly Definition[], bigint]>("Proxy.Proxies", account))[0];
  const has = async (type: string, delay: number): Promise<boolean> =>
    (await definitions(paul.coldkey)).some(
      (one) =>
        one.delegate === quinn.coldkey && one.proxy_type.type === type && one.delay === delay,
    );
  const quinns = { delegate: quinn.coldkey, "wallet-name": "paul" };
  let pure = "";
  let born = "";
  let hash = "";

  yield {
    command: "proxy add",
    try: async () => {
      succeeded(await send("proxy add", { ...quinns, "proxy-type": "Transfer", delay: 0 }));
      ok(await has("Transfer", 0));
    },
  };
  yield {
    command: "wallet transfer --proxy",
    try: async () => {
      const [pauls, own] = [await chain.free(paul.coldkey), await chain.free(quinn.coldkey)];
      const flags = { "wallet-name": "quinn", destination: rita.coldkey, amount: 2 };
      succeeded(await send("wallet transfer", { ...flags, proxy: paul.coldkey }));
      equal(await chain.free(rita.coldkey), 2n * TAO);
      equal(await chain.free(paul.coldkey), pauls - 2n * TAO);
      ok((await chain.free(quinn.coldkey)) < own, "the proxy pays the fee");
    },
  };
  yield {
    command: "proxy remove",
    try: async () => {
      succeeded(await send("proxy remove", { ...quinns, "proxy-type": "Transfer", delay: 0 }));
      equal((await definitions(paul.coldkey)).length, 0);
    },
  };
  yield {
    command: "wallet transfer --proxy --announce-only",
    try: async () => {
      succeeded(await send("proxy add", { ...quinns, "proxy-type": "Any", delay: 5 }));
      ok(await has("Any", 5));
      const flags = { "wallet-name": "quinn", destination: rita.coldkey, amount: 3 };
      const more = { proxy: paul.coldkey, "announce-only": true } as const;
      succeeded(await send("wallet transfer", { ...flags, ...more }));
      const [list] = await chain.read<readonly [readonly { call_hash: string }[], bigint]>(
        "Proxy.Announcements",
        quinn.coldkey,
      );
      hash = list[0]?.call_hash ?? "";
      ok(hash !== "");
      equal(await chain.free(rita.coldkey), 2n * TAO);
    },
  };
  yield {
    command: "proxy execute",
    try: async () => {
      await bench.advance(6);
      // The tool kept the announced call in its own book, where the hash finds it.
      const flags = { "wallet-name": "quinn", proxy: paul.coldkey, real: paul.coldkey };
      const more = { delegate: quinn.coldkey, "call-hash": hash.replace("0x", "") };
      succeeded(await send("proxy execute", { ...flags, ...more }));
      equal(await chain.free(rita.coldkey), 5n * TAO);
    },
  };
  yield {
    command: "proxy create",
    try: async () => {
      const flags = { "wallet-name": "paul", "proxy-type": "Any", delay: 0, index: 0 };
      const said = succeeded<{
        success: boolean;
        data: { pure: string };
        extrinsic_identifier: string;
      }>(await send("proxy create", flags));
      [pure, born] = [said.data.pure, said.extrinsic_identifier];
      equal((await definitions(pure))[0]?.delegate, paul.coldkey);
    },
  };
  yield {
    command: "proxy kill",
    try: async () => {
      const [height = "", place = ""] = born.split("-");
      const flags = { "wallet-name": "paul", spawner: paul.coldkey, proxy: pure, index: 0 };
      const where = { height, "ext-index": place, "proxy-type": "Any" };
      succeeded(await send("proxy kill", { ...flags, ...where }));
      equal((await definitions(pure)).length, 0);
    },
  };
  yield {
    command: "proxy remove --all",
    try: async () => {
      succeeded(
        await send("proxy remove", { "wallet-name": "paul", "proxy-type": "Any", all: true }),
      );
      equal((await definitions(paul.coldkey)).length, 0);
    },
  };
};
