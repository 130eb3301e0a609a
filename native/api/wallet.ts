import * as z from "zod";
import { nothing, procedure } from "./procedure.ts";
import { address, amountText, keyName, unixMillis } from "./units.ts";

/** A key that mines and validates: its name in the wallet and its address. */
export const hotkey = z.object({ name: keyName, address });

/** A coldkey with its hotkeys, as the files of one wallet folder show it without any password. */
export const wallet = z.object({
  name: keyName,
  /** Absent only where the files are too damaged to tell. */
  coldkey: address.optional(),
  encrypted: z.boolean(),
  hotkeys: z.array(hotkey),
  createdAt: unixMillis.optional(),
  /** Set where a keyfile cannot be read; the others stay usable. */
  damaged: z.string().optional(),
});
export type Wallet = z.infer<typeof wallet>;

/** What one coldkey owns, in rao, at one block; `total` is free, reserved and staked value together. */
export const balance = z.object({
  wallet: keyName,
  address,
  free: amountText,
  reserved: amountText,
  /** TAO value of all stake of this coldkey at current pool prices. */
  stakedValue: amountText,
  total: amountText,
  block: z.number().int().nonnegative(),
});
export type Balance = z.infer<typeof balance>;

/** Making wallets and looking at them. No call ever returns a secret key; words are shown only by `words` and once by `create`. */
export const walletProcedures = {
  /** A fresh 12-word phrase to write down and confirm; nothing is stored. */
  words: procedure.input(nothing).output(z.object({ mnemonic: z.string() })),
  /** Writes an encrypted coldkey and a hotkey. Without `mnemonic` new words are made and returned, once. */
  create: procedure
    .input(
      z.object({
        name: keyName.default("default"),
        hotkey: keyName.default("default"),
        password: z.string().min(1).max(1024),
        mnemonic: z.string().optional(),
      }),
    )
    .output(z.object({ wallet, mnemonic: z.string().optional() })),
  list: procedure.input(nothing).output(z.array(wallet)),
  balance: procedure.input(z.object({ wallet: keyName.optional() }).default({})).output(balance),
};
