import { readFileSync } from "node:fs";
import type { Suite } from "../suite.ts";
import { polkadotApiSteps } from "./polkadot-api.ts";
import { connectPolkadotJs, polkadotJsSteps } from "./polkadot-js.ts";
import { rowsOf } from "./step.ts";

/** The version of a package that is installed, by its own manifest. */
function versionOf(name: string): string {
  const manifest = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

/** The two libraries that JavaScript programs meet a Substrate chain with. */
export const suite: Suite = {
  name: "javascript",
  title: "@polkadot/api and polkadot-api",
  run: async function* ({ network, signal }) {
    const api = await connectPolkadotJs(network.endpoint);
    const js = `@polkadot/api ${versionOf("@polkadot/api")}`;
    try {
      yield* rowsOf(js, polkadotJsSteps(api, network), signal);
    } finally {
      await api.disconnect();
    }
    const { steps, close } = polkadotApiSteps(network);
    try {
      yield* rowsOf(`polkadot-api ${versionOf("polkadot-api")}`, steps, signal);
    } finally {
      close();
    }
  },
};
