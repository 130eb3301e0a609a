import { match, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TAO } from "../chain.ts";
import type { Scene } from "../scene.ts";

/** What the tool keeps for itself, and its pages. */
export const settings: Scene = async function* ({ plain, chain, person, ...bench }) {
  const vic = await person("vic", 10n * TAO);
  // Files of its own: the other scenes read theirs meanwhile.
  const environment = {
    BTCLI_CONFIG_PATH: join(bench.scratch, "settings.yml"),
    BTCLI_PROXIES_PATH: join(bench.scratch, "settings.db"),
    BROWSER: "true",
  };
  const run = async (command: string, flags: Parameters<typeof plain>[1], typed = "") =>
    (await plain(command, flags, { environment, typed })).text;

  yield {
    command: "config set",
    try: async () => {
      await run("config set", { tolerance: 0.25, "wallet-name": "vic" });
      match(readFileSync(environment.BTCLI_CONFIG_PATH, "utf8"), /rate_tolerance: 0\.25/);
    },
  };
  yield {
    command: "config get",
    try: async () => {
      const said = await run("config get", {});
      match(said, /rate_tolerance\s+0\.25/);
      match(said, /wallet_name\s+vic/);
    },
  };
  yield {
    command: "config clear",
    try: async () => {
      await run("config clear", { tolerance: true }, "y\n");
      ok(!/0\.25/.test(await run("config get", {})));
    },
  };
  const proxy = { name: "friend", address: vic.coldkey, delegator: vic.coldkey };
  yield {
    command: "config add-proxy",
    try: async () => {
      const said = await run("config add-proxy", {
        ...proxy,
        "proxy-type": "Staking",
        delay: 1,
        note: "tried",
      });
      match(said, /friend/);
    },
  };
  yield {
    command: "config update-proxy",
    try: async () => {
      match(await run("config update-proxy", { name: "friend", delay: 77 }), /77/);
    },
  };
  yield {
    command: "config proxies",
    try: async () => match(await run("config proxies", {}), /friend[\s\S]*Staking\s+77/),
  };
  yield {
    command: "config remove-proxy",
    try: async () => {
      await run("config remove-proxy", { name: "friend" });
      ok(!/Staking/.test(await run("config proxies", {})));
    },
  };
  yield {
    command: "config clear-proxies",
    try: async () => {
      await run("config add-proxy", { ...proxy, "proxy-type": "Staking", delay: 1, note: "" });
      await run("config clear-proxies", {}, "y\n");
      ok(!/Staking/.test(await run("config proxies", {})));
    },
  };
  yield {
    command: "utils convert",
    try: async () => match(await run("utils convert", { tao: 1.5 }), /1500000000/),
  };
  yield {
    command: "utils latency",
    whyNot: "measures finney's public endpoints, whatever network is named; not run here",
    try: async () => undefined,
  };
  yield {
    command: "view dashboard",
    try: async () => {
      const folder = join(bench.scratch, "dashboard");
      await run("view dashboard", {
        "wallet-name": "vic",
        "wallet-path": bench.wallets,
        network: bench.endpoint,
        "save-file": true,
        dashboard_path: folder,
      });
      const [page = ""] = readdirSync(folder);
      const html = readFileSync(join(folder, page), "utf8");
      const name = await chain.read<{ subnet_name: Uint8Array }>(
        "SubtensorModule.SubnetIdentitiesV3",
        1,
      );
      const said = new TextDecoder().decode(name.subnet_name);
      ok(said.length > 5 && html.includes(`</span> - ${said}`), "the page does not list subnet 1");
    },
  };
};
