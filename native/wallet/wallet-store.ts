import { join } from "node:path";
import { HearthError } from "../api/errors.ts";
import { keyName } from "../api/units.ts";
import type { Wallet } from "../api/wallet.ts";
import { deriveSecret, parsePath, secretFromMiniSecret } from "./derive.ts";
import { type Disk, diskErrorCode, realDisk, writeFailure } from "./disk.ts";
import { detectEncryption, sealKeyfile } from "./encryption.ts";
import {
  type Account,
  accountFromMnemonic,
  accountFromSecret,
  readKeyfile,
  writeKeyfile,
  writePublicKeyfile,
} from "./keyfile.ts";
import { type Keypair, keypairFromSecret } from "./keypair.ts";
import { checkMnemonic, miniSecretFromMnemonic, newMnemonic } from "./mnemonic.ts";
import { checkPassword } from "./password-policy.ts";
import { addFile, type NewFile, walletPaths, writeWalletFolder } from "./wallet-files.ts";
import { describeWallet, readOptional } from "./wallet-list.ts";

/** What a new wallet is made of. The words make the coldkey; the hotkey is derived from them, so they restore both. */
export interface NewWallet {
  readonly name: string;
  readonly hotkey: string;
  readonly password: string;
  readonly mnemonic: string;
}

/** The wallets of one network: a folder in btwallet's layout, one folder inside for each wallet. */
export interface WalletStore {
  readonly folder: string;
  /** Every wallet, by name; a damaged one carries its reason and hides none of the others. */
  list(): Promise<Wallet[]>;
  /** Throws WALLET_NOT_FOUND. */
  find(name: string): Promise<Wallet>;
  /** All of it or nothing. Throws WALLET_EXISTS, WEAK_PASSWORD, BAD_MNEMONIC, DISK_FULL, DATA_FOLDER_UNWRITABLE. */
  create(wallet: NewWallet): Promise<Wallet>;
  /** A hotkey with words of its own, kept in its file. Throws WALLET_EXISTS when the name is taken. */
  addHotkey(wallet: string, name: string): Promise<Keypair>;
  /** Throws WALLET_NOT_FOUND, HOTKEY_NOT_FOUND, PASSWORD_REQUIRED (an encrypted hotkey) or KEYFILE_DAMAGED. */
  hotkey(wallet: string, name: string): Promise<Keypair>;
  /** Throws WALLET_NOT_FOUND or KEYFILE_DAMAGED. */
  coldkeyAddress(wallet: string): Promise<string>;
  /** The coldkey file as it is, for the signer. Throws WALLET_NOT_FOUND or KEYFILE_DAMAGED. */
  encryptedColdkey(wallet: string): Promise<Uint8Array>;
}

/** Encrypts keyfile JSON: the signer process in the node, this process in a script. */
export type Seal = (json: string, password: string) => Promise<Uint8Array>;

/** The path below the coldkey at which a wallet's first hotkey is derived. */
export function hotkeyPath(name: string): string {
  return `//hotkey//${name}`;
}

/** Opens (without creating) a wallets folder. */
export function openWalletStore(
  folder: string,
  { seal = sealKeyfile, disk = realDisk }: { seal?: Seal; disk?: Disk } = {},
): WalletStore {
  const find = async (name: string): Promise<Wallet> => {
    const wallet = keyName.safeParse(name).success
      ? await describeWallet(disk, folder, name)
      : undefined;
    if (!wallet) throw new HearthError("WALLET_NOT_FOUND", { name: name.slice(0, 64) });
    return wallet;
  };
  // One after the other: each sweeps away what an unfinished one left, and a running one looks unfinished.
  let created: Promise<unknown> = Promise.resolve();
  return {
    folder,
    find,
    list: () => list(disk, folder),
    create: async (wallet) => {
      const made = created.then(() => create(disk, folder, seal, wallet));
      created = made.catch(() => undefined);
      await made;
      return find(wallet.name);
    },
    addHotkey: async (wallet, name) => {
      await find(wallet);
      checkName(name);
      const account = accountFromMnemonic(newMnemonic());
      for (const file of hotkeyFiles(name, account))
        await addFile(disk, join(folder, wallet), file);
      return keypairOf(account, walletPaths.hotkey(name));
    },
    hotkey: async (wallet, name) => {
      await find(wallet);
      checkName(name);
      const file = walletPaths.hotkey(name);
      const content = await readOptional(disk, join(folder, wallet, file));
      if (!content) throw new HearthError("HOTKEY_NOT_FOUND", { wallet, name });
      if (detectEncryption(content) !== "none") {
        throw new HearthError("PASSWORD_REQUIRED", { reason: `The hotkey ${name} is encrypted.` });
      }
      return keypairOf(readKeyfile(content, file), file);
    },
    coldkeyAddress: async (name) => {
      const { coldkey, damaged } = await find(name);
      if (coldkey) return coldkey;
      throw new HearthError("KEYFILE_DAMAGED", { file: name, reason: damaged ?? "" });
    },
    encryptedColdkey: async (name) => {
      await find(name);
      const content = await readOptional(disk, join(folder, name, walletPaths.coldkey));
      if (content && content.length > 0) return Uint8Array.from(content);
      const reason = content ? "It is empty." : "Only its public half is here.";
      throw new HearthError("KEYFILE_DAMAGED", { file: join(name, walletPaths.coldkey), reason });
    },
  };
}

async function list(disk: Disk, folder: string): Promise<Wallet[]> {
  const names = await disk.readdir(folder).catch((error: unknown) => {
    if (diskErrorCode(error) === "ENOENT") return [];
    throw writeFailure(error, folder);
  });
  const valid = names.filter((name) => keyName.safeParse(name).success).sort();
  const wallets = await Promise.all(valid.map((name) => describeWallet(disk, folder, name)));
  return wallets.filter((wallet) => wallet !== undefined);
}

async function create(disk: Disk, folder: string, seal: Seal, wallet: NewWallet): Promise<void> {
  checkName(wallet.name);
  checkName(wallet.hotkey);
  checkPassword(wallet.password);
  const phrase = checkMnemonic(wallet.mnemonic);
  // Seconds of work follow, so a taken name is told first; the rename decides in the end.
  if (await describeWallet(disk, folder, wallet.name)) {
    throw new HearthError("WALLET_EXISTS", { name: wallet.name });
  }
  const coldkey = accountFromMnemonic(phrase);
  const root = secretFromMiniSecret(miniSecretFromMnemonic(phrase));
  const hotkey = accountFromSecret(deriveSecret(root, parsePath(hotkeyPath(wallet.hotkey))));
  await writeWalletFolder(disk, folder, wallet.name, [
    { path: walletPaths.coldkey, bytes: await seal(writeKeyfile(coldkey), wallet.password) },
    { path: walletPaths.coldkeyPublic, bytes: encode(writePublicKeyfile(coldkey)) },
    ...hotkeyFiles(wallet.hotkey, hotkey),
  ]);
}

function hotkeyFiles(name: string, account: Account): NewFile[] {
  return [
    { path: walletPaths.hotkey(name), bytes: encode(writeKeyfile(account)) },
    { path: walletPaths.hotkeyPublic(name), bytes: encode(writePublicKeyfile(account)) },
  ];
}

function keypairOf(account: Account, file: string): Keypair {
  if (account.secret) return keypairFromSecret(account.secret);
  throw new HearthError("KEYFILE_DAMAGED", { file, reason: "It holds only the public half." });
}

function checkName(name: string): void {
  const parsed = keyName.safeParse(name);
  if (parsed.success) return;
  throw new HearthError("BAD_INPUT", {
    reason: `Name: ${parsed.error.issues[0]?.message ?? "bad"}`,
  });
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
