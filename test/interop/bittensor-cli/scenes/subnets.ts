import { deepEqual, equal, match, ok } from "node:assert/strict";
import { TAO } from "../chain.ts";
import { near, succeeded, units } from "../expect.ts";
import type { Scene } from "../scene.ts";
import { claims } from "./claims.ts";

/** What the owner says of a subnet, as the options name it. */
const described = {
  "subnet-name": "Tried",
  "github-repo": "https://github.com/example/tried",
  "subnet-contact": "owner@example.com",
  "subnet-url": "https://tried.example",
  "discord-handle": "tried",
  description: "A subnet that is tried",
  "logo-url": "https://tried.example/logo.png",
  "additional-info": "nothing",
} as const;

/** Subnets looked at, made and led. */
export const subnets: Scene = async function* (bench) {
  const { look, send, plain, chain, person } = bench;
  const olga = await person("olga", 20_000n * TAO);
  const own = { "wallet-name": "olga", hotkey: "default" };
  const there = { "wallet-path": bench.wallets, network: bench.endpoint } as const;
  let netuid = 0;
  const text = (value: unknown): string =>
    typeof value === "string" ? value : new TextDecoder().decode(value as Uint8Array);

  /** Rao per alpha, as the chain's own readers have it. */
  const priceOf = async (subnet: number): Promise<bigint> => {
    const root = await chain.read<bigint>("Swap.AlphaSqrtPrice", subnet);
    return (root * root * TAO) >> 128n;
  };

  yield {
    command: "subnets burn-cost",
    try: async () => {
      const answer = await look("subnets burn-cost", {});
      const { burn_cost } = answer.json<{ burn_cost: { rao: number } }>();
      ok(burn_cost.rao >= 1_000_000_000);
    },
  };
  yield {
    command: "subnets create",
    try: async () => {
      const flags = { ...own, ...described, "no-mev-protection": true } as const;
      netuid = succeeded<{ success: boolean; netuid: number }>(
        await send("subnets create", flags),
      ).netuid;
      equal(await chain.read("SubtensorModule.SubnetOwner", netuid), olga.coldkey);
      equal(await chain.read("SubtensorModule.SubnetOwnerHotkey", netuid), olga.hotkey);
    },
  };
  yield {
    command: "subnets check-start",
    try: async () => {
      const { text: said } = await plain("subnets check-start", {
        netuid,
        network: bench.endpoint,
      });
      match(said, /can be started/);
    },
  };
  yield {
    command: "subnets start",
    try: async () => {
      const { text: said } = await plain("subnets start", {
        ...own,
        ...there,
        netuid,
        "no-prompt": true,
      });
      ok(
        (await chain.read("SubtensorModule.FirstEmissionBlockNumber", netuid)) !== undefined,
        said,
      );
    },
  };
  yield {
    command: "subnets list",
    try: async () => {
      const { subnets: listed } = (await look("subnets list", {})).json<{
        subnets: Record<string, { subnet_name: string; price: number }>;
      }>();
      equal(listed[netuid]?.subnet_name, "Tried");
      const price = await priceOf(netuid);
      near(units(listed[netuid]?.price ?? 0), price, price / 50n);
    },
  };
  yield {
    command: "subnets show",
    try: async () => {
      const answer = await plain("subnets show", {
        netuid: 1,
        network: bench.endpoint,
        "no-prompt": true,
        "json-output": true,
      });
      const { uids } = answer.json<{ uids: { uid: number; hotkey: string }[] }>();
      equal(uids.length, await chain.read("SubtensorModule.SubnetworkN", 1));
      for (const { uid, hotkey } of uids.slice(0, 3))
        equal(hotkey, await chain.read("SubtensorModule.Keys", 1, uid));
    },
  };
  yield {
    command: "subnets show --netuid 0",
    try: async () => {
      // Of root there is only the table for a person.
      const flags = { netuid: 0, network: bench.endpoint, "no-prompt": true } as const;
      const { text: said } = await plain("subnets show", flags);
      match(said, /Root Network/);
      const hotkey = await chain.read<string>("SubtensorModule.Keys", 0, 0);
      ok(said.includes(hotkey.slice(0, 6)), said);
    },
  };
  yield {
    command: "subnets price",
    try: async () => {
      // It wants five points of its last four hours.
      await bench.advance(1_500);
      const answer = await look("subnets price", { netuids: 1 });
      const { prices, stats } =
        answer.json<Record<string, { prices: number[]; stats: { current_price: number } }>>()[1]!;
      ok(prices.length > 0 && prices.every((price) => price > 0));
      const price = await priceOf(1);
      near(units(stats.current_price), price, price / 50n);
    },
  };
  yield {
    command: "subnets price --current",
    try: async () => {
      const answer = await look("subnets price", { netuids: netuid, current: true });
      const found = answer.json<Record<string, { stats: { current_price: number } }>>();
      const price = await priceOf(netuid);
      near(units(found[netuid]?.stats.current_price ?? 0), price, price / 50n);
    },
  };
  yield {
    command: "subnets hyperparameters",
    try: async () => {
      const rows = (await look("subnets hyperparameters", { netuid })).json<
        { hyperparameter: string; value: unknown }[]
      >();
      const value = (name: string) =>
        rows.find(({ hyperparameter }) => hyperparameter === name)?.value;
      equal(value("tempo"), await chain.read("SubtensorModule.Tempo", netuid));
      equal(value("immunity_period"), await chain.read("SubtensorModule.ImmunityPeriod", netuid));
      equal(value("kappa"), await chain.read("SubtensorModule.Kappa", netuid));
    },
  };
  yield {
    command: "subnets set-identity",
    try: async () => {
      const changed = { ...described, "subnet-name": "Renamed" };
      succeeded(await send("subnets set-identity", { ...own, ...changed, netuid }));
      const stored = await chain.read<{ subnet_name: unknown }>(
        "SubtensorModule.SubnetIdentitiesV3",
        netuid,
      );
      equal(text(stored.subnet_name), "Renamed");
    },
  };
  yield {
    command: "subnets get-identity",
    try: async () => {
      const said = (await look("subnets get-identity", { netuid })).json<Record<string, string>>();
      deepEqual(
        [said.subnet_name, said.github_repo, said.discord],
        ["Renamed", described["github-repo"], "tried"],
      );
    },
  };
  yield {
    command: "subnets set-symbol",
    try: async () => {
      succeeded(await send("subnets set-symbol", { "": "ث", ...own, netuid }));
      equal(text(await chain.read("SubtensorModule.TokenSymbol", netuid)), "ث");
    },
  };
  yield {
    command: "sudo trim",
    try: async () => {
      succeeded(await send("sudo trim", { ...own, netuid, "max-uids": 64 }));
      equal(await chain.read("SubtensorModule.MaxAllowedUids", netuid), 64);
    },
  };
  yield {
    command: "subnets mechanisms set",
    try: async () => {
      // It asks even where prompts are off.
      const flags = { ...own, netuid, "mech-count": 2 };
      succeeded(await send("subnets mechanisms set", flags, { typed: "y\n" }));
      equal(await chain.read("SubtensorModule.MechanismCountCurrent", netuid), 2);
    },
  };
  yield {
    command: "subnets mechanisms count",
    try: async () => {
      equal(
        (await look("subnets mechanisms count", { netuid })).json<{ count: number }>().count,
        2,
      );
    },
  };
  yield {
    command: "subnets mechanisms split-emissions",
    try: async () => {
      succeeded(
        await send("subnets mechanisms split-emissions", { ...own, netuid, split: "60,40" }),
      );
      const split = await chain.read("SubtensorModule.MechanismEmissionSplit", netuid);
      deepEqual(split, [39_321, 26_214]);
    },
  };
  yield {
    command: "subnets mechanisms emissions",
    try: async () => {
      const answer = await look("subnets mechanisms emissions", { netuid });
      deepEqual(answer.json<{ split: number[] }>().split, [39_321, 26_214]);
    },
  };
  yield {
    command: "sudo set",
    try: async () => {
      const flags = { ...own, netuid, parameter: "immunity_period", value: 4321 };
      succeeded(await send("sudo set", flags));
      equal(await chain.read("SubtensorModule.ImmunityPeriod", netuid), 4321);
    },
  };
  yield {
    command: "sudo get",
    try: async () => {
      const rows = (await look("sudo get", { netuid })).json<
        { hyperparameter: string; value: unknown }[]
      >();
      equal(rows.find(({ hyperparameter }) => hyperparameter === "immunity_period")?.value, 4321);
    },
  };
  yield {
    command: "sudo stake-burn",
    try: async () => {
      const tao = await chain.read<bigint>("SubtensorModule.SubnetTAO", netuid);
      const flags = { ...own, netuid, amount: 1, "no-mev-protection": true } as const;
      succeeded(await send("sudo stake-burn", flags));
      ok((await chain.read<bigint>("SubtensorModule.SubnetTAO", netuid)) >= tao + TAO / 2n);
    },
  };
  yield* claims(bench, { ...olga, netuid });
};
