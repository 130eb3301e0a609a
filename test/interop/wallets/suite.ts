import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Keyring } from "@polkadot/api";
import { waitReady } from "@polkadot/wasm-crypto";
import { z } from "zod";
import { errorText, toHearthError } from "../../../native/api/errors.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { keypairFromMnemonic, verifySignature } from "../../../native/wallet/keypair.ts";
import { newMnemonic } from "../../../native/wallet/mnemonic.ts";
import { createSigner } from "../../../native/wallet/signer.ts";
import { openWalletStore } from "../../../native/wallet/wallet-store.ts";
import type { Row, Suite } from "../suite.ts";
import { MESSAGE, type Opened, PASSWORD, type WalletTool, walletTools } from "./tools.ts";

const packages = z
  .object({ devDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")));
const message = new TextEncoder().encode(MESSAGE);
const signer = createSigner({ launcher: nodeLauncher() });

/** Wallets both ways: what each tool made opens in Hearth, and what Hearth made opens in each. */
export const suite: Suite = {
  name: "wallets",
  title: "Wallets both ways",
  run: async function* (context) {
    for (const [index, tool] of (await walletTools(context)).entries()) {
      // One for each: where bittensor 10 or 11 left a wallet, the older command line lists none at all, and does not say why.
      const folder = join(context.scratch, `wallets-${index}`);
      yield await row(tool.tool, tool.makes, () => opensHere(tool, folder, `theirs-${index}`));
      yield await row(tool.tool, tool.opens, () => opensThere(tool, folder, `ours-${index}`));
    }
    yield* keyringRows();
  },
};

async function row(tool: string, command: string, attempt: () => Promise<void>): Promise<Row> {
  try {
    await attempt();
    return { tool, command, outcome: "works" };
  } catch (error) {
    const { code, detail } = toHearthError(error);
    const said = code === "INTERNAL" ? String(error) : `${code}: ${errorText(code, detail).what}`;
    return { tool, command, outcome: { failed: said.replaceAll("\n", " ").slice(0, 1200) } };
  }
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** The tool makes a wallet; Hearth lists it, unlocks the coldkey in its signer and signs with both keys. */
async function opensHere(tool: WalletTool, folder: string, name: string): Promise<void> {
  await tool.make(folder, name);
  const store = openWalletStore(folder, { seal: signer.seal });
  const { coldkey, encrypted, hotkeys, damaged } = await store.find(name);
  expect(encrypted && damaged === undefined, `Hearth says ${damaged ?? "not encrypted"}`);
  const keyfile = await store.encryptedColdkey(name);
  const signature = await signer.withColdkey(keyfile, PASSWORD, async (unlocked) => {
    expect(unlocked.address === coldkey, `${unlocked.address} is not ${coldkey}`);
    return unlocked.sign(message);
  });
  expect(verifySignature(coldkey ?? "", message, signature), "the coldkey's signature is wrong");
  const hotkey = await store.hotkey(name, "default");
  expect(hotkey.address === hotkeys[0]?.address, "the hotkey has another address");
  expect(verifySignature(hotkey.address, message, hotkey.sign(message)), "the hotkey's signature");
  const refused = await signer
    .withColdkey(keyfile, `${PASSWORD}!`, async () => "opened")
    .catch((error: unknown) => toHearthError(error).code);
  expect(refused === "WRONG_PASSWORD", `a wrong password: ${refused}`);
}

/** Hearth makes a wallet; the tool shows its address and signs with it, which Hearth verifies. */
async function opensThere(tool: WalletTool, folder: string, name: string): Promise<void> {
  const store = openWalletStore(folder, { seal: signer.seal });
  const mnemonic = newMnemonic();
  const made = await store.create({ name, hotkey: "default", password: PASSWORD, mnemonic });
  const opened: Opened = await tool.open(folder, name);
  expect(opened.coldkey === made.coldkey, `it shows ${opened.coldkey}, not ${made.coldkey}`);
  const check = (address: string, signature: string): void =>
    expect(
      verifySignature(address, message, Buffer.from(signature, "hex")),
      "its signature is wrong",
    );
  check(made.coldkey ?? "", opened.coldkeySignature);
  if (opened.hotkeySignature !== undefined) {
    check(made.hotkeys[0]?.address ?? "", opened.hotkeySignature);
  }
}

/** Words are the same key there and here: Hearth reads words and seeds, not the encrypted JSON of that tool. */
async function* keyringRows(): AsyncGenerator<Row> {
  const tool = `@polkadot/api ${packages.devDependencies["@polkadot/api"]}`;
  await waitReady();
  const words = newMnemonic();
  const ours = keypairFromMnemonic(words);
  const keyring = new Keyring({ type: "sr25519", ss58Format: 42 });
  yield await row(tool, "Keyring.addFromMnemonic: Hearth's words are the same key", async () => {
    const theirs = keyring.addFromMnemonic(words);
    expect(theirs.address === ours.address, `${theirs.address} is not ${ours.address}`);
    expect(verifySignature(ours.address, message, theirs.sign(message)), "its signature is wrong");
    expect(theirs.verify(message, ours.sign(message), theirs.publicKey), "ours is wrong there");
  });
  yield await row(tool, "Keyring.addFromUri: derived keys are the same", async () => {
    const theirs = keyring.addFromUri(`${words}//hotkey//default`);
    const derived = keypairFromMnemonic(words, "//hotkey//default");
    expect(theirs.address === derived.address, `${theirs.address} is not ${derived.address}`);
  });
}
