import { join } from "node:path";
import { HearthError, reasonOf } from "../api/errors.ts";
import { keyName } from "../api/units.ts";
import type { Wallet } from "../api/wallet.ts";
import { type Disk, diskErrorCode } from "./disk.ts";
import { detectEncryption } from "./encryption.ts";
import { type Account, readKeyfile } from "./keyfile.ts";
import { walletPaths } from "./wallet-files.ts";

/**
 * One wallet as shown, or undefined when the folder is none (neither coldkey nor coldkeypub.txt). A file that cannot be
 * read sets `damaged` to its reason and leaves everything else usable.
 */
export async function describeWallet(
  disk: Disk,
  root: string,
  name: string,
): Promise<Wallet | undefined> {
  const folder = join(root, name);
  const faults: string[] = [];
  const note = (error: unknown): undefined => void faults.push(faultOf(error));
  const secret = await readOptional(disk, join(folder, walletPaths.coldkey)).catch(note);
  const shown = await readOptional(disk, join(folder, walletPaths.coldkeyPublic)).catch(note);
  if (!secret && !shown && faults.length === 0) return undefined;
  const encrypted = secret !== undefined && detectEncryption(secret) !== "none";
  const coldkey = await coldkeyOf(secret, shown, encrypted).catch(note);
  const hotkeys = [];
  for (const hotkey of await hotkeyNames(disk, folder)) {
    const account = await publicHotkey(disk, folder, hotkey).catch(note);
    if (account) hotkeys.push({ name: hotkey, address: account.address });
  }
  const created = await disk
    .stat(folder)
    .then((stat) => Math.round(stat.birthtimeMs || stat.mtimeMs));
  return {
    name,
    ...(coldkey ? { coldkey: coldkey.address } : {}),
    encrypted,
    hotkeys,
    createdAt: created,
    ...(faults.length > 0 ? { damaged: faults.join(" ") } : {}),
  };
}

/** Names in `hotkeys/` that are keys: not the `…pub.txt` beside them, not drafts, not names of other programs. */
export async function hotkeyNames(disk: Disk, folder: string): Promise<string[]> {
  const entries = await disk.readdir(join(folder, walletPaths.hotkeys)).catch(() => []);
  return entries.filter((entry) => keyName.safeParse(entry).success).sort();
}

/** A file's bytes, or undefined when it is not there. Throws KEYFILE_DAMAGED when it is there and cannot be read. */
export async function readOptional(disk: Disk, path: string): Promise<Uint8Array | undefined> {
  try {
    return await disk.readFile(path);
  } catch (error) {
    const code = diskErrorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new HearthError("KEYFILE_DAMAGED", {
      file: path,
      reason: `It cannot be read (${code}).`,
    });
  }
}

async function coldkeyOf(
  secret: Uint8Array | undefined,
  shown: Uint8Array | undefined,
  encrypted: boolean,
): Promise<Account> {
  // An encrypted coldkey can only be judged by its password; an empty one is lost at sight.
  if (secret?.length === 0) readKeyfile(secret, walletPaths.coldkey);
  if (shown) return readKeyfile(shown, walletPaths.coldkeyPublic);
  if (secret && !encrypted) return readKeyfile(secret, walletPaths.coldkey);
  const reason = "It is missing, and the encrypted coldkey does not show its address.";
  throw new HearthError("KEYFILE_DAMAGED", { file: walletPaths.coldkeyPublic, reason });
}

async function publicHotkey(disk: Disk, folder: string, name: string): Promise<Account> {
  const file = walletPaths.hotkey(name);
  const secret = await readOptional(disk, join(folder, file));
  if (secret && detectEncryption(secret) === "none") return readKeyfile(secret, file);
  const shownFile = walletPaths.hotkeyPublic(name);
  const shown = await readOptional(disk, join(folder, shownFile));
  return readKeyfile(shown ?? new Uint8Array(), shownFile);
}

function faultOf(error: unknown): string {
  if (error instanceof HearthError) return `${error.detail.file}: ${error.detail.reason}`;
  return reasonOf(error);
}
