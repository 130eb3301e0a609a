import { describe, expect, it } from "vitest";
import { judgeBackup } from "../../../native/doctor/wallet/backup.ts";
import { balanceCheck, judgeBalance } from "../../../native/doctor/wallet/balance.ts";
import { hotkeyCheck, judgeHotkey } from "../../../native/doctor/wallet/hotkey.ts";
import { judgeKeyfiles } from "../../../native/doctor/wallet/keyfiles.ts";
import { judgePermissions } from "../../../native/doctor/wallet/permissions.ts";
import { expectSaid } from "./said.ts";

const wallet = { name: "alice", encrypted: true, hotkeys: [] };
const place = {
  kind: "wallet",
  wallet: "alice",
  address: "5F",
  netuid: 1,
  burn: 1_250_000_000n,
  free: 2_000_000_000n,
} as const;

describe("the wallet", () => {
  it("judges the keyfiles", () => {
    expectSaid("keyfiles", judgeKeyfiles([wallet]), "good");
    expectSaid("keyfiles", judgeKeyfiles([]), "skipped", "none");
    const damaged = { ...wallet, damaged: "coldkey: It is empty." };
    expectSaid("keyfiles", judgeKeyfiles([wallet, damaged]), "bad", "damaged");
    const plain = judgeKeyfiles([{ ...wallet, encrypted: false }]);
    expectSaid("keyfiles", plain, "warning", "plain");
  });

  it("judges who may read keys", () => {
    expectSaid("keyPermissions", judgePermissions({ looked: 2, open: [] }), "good");
    const open = judgePermissions({ looked: 2, open: [{ file: "alice/coldkey", mode: 0o644 }] });
    expectSaid("keyPermissions", open, "bad", "open");
    expect(open.evidence.open).toBe("alice/coldkey 0644");
    expectSaid("keyPermissions", judgePermissions({ looked: 0, open: [] }), "skipped", "none");
    expectSaid("keyPermissions", judgePermissions(undefined), "skipped", "notHere");
  });

  it("judges the hotkey", () => {
    const names = { wallet: "alice", hotkey: "default" };
    const failed = (code: string) =>
      judgeHotkey({ kind: "failed", ...names, code, reason: "so it is" });
    expectSaid("hotkey", judgeHotkey({ kind: "opened", ...names, address: "5F" }), "good");
    expectSaid("hotkey", failed("HOTKEY_NOT_FOUND"), "bad", "missing");
    expectSaid("hotkey", failed("PASSWORD_REQUIRED"), "bad", "encrypted");
    expectSaid("hotkey", failed("KEYFILE_DAMAGED"), "bad", "damaged");
    expectSaid("hotkey", judgeHotkey({ kind: "no-wallet" }), "skipped", "noWallet");
  });

  // defect: "the key that mines opens" opened the one called default
  it("opens the hotkey with which the miner was started, else the usual one", async () => {
    const hotkeys = ["default", "rig"].map((name) => ({ name, address: `5${name}` }));
    const opened = async (running: string | undefined, there = hotkeys) => {
      const names: string[] = [];
      const open = async (_wallet: string, name: string) => {
        names.push(name);
        return { address: `5${name}` };
      };
      const found = { wallet: async () => ({ ...wallet, hotkeys: there }), running: () => running };
      await hotkeyCheck({ ...found, open }).look(AbortSignal.timeout(60_000));
      return names;
    };
    expect(await opened("rig")).toEqual(["rig"]);
    expect(await opened(undefined)).toEqual(["default"]);
    expect(await opened(undefined, hotkeys.slice(1))).toEqual(["rig"]);
    expect(await opened("gone")).toEqual(["gone"]);
  });

  it("believes in a backup only where it saw one", () => {
    const at = (setup: Parameters<typeof judgeBackup>[0]["setup"], ...names: string[]) =>
      judgeBackup({ setup, wallets: names.map((name) => ({ name })) });
    expectSaid("backup", at({ step: "done", wallet: "alice" }, "alice"), "good");
    expectSaid("backup", at({ step: "wallet", wallet: "alice" }, "alice"), "unknown", "notSeen");
    expectSaid(
      "backup",
      at({ step: "done", wallet: "alice" }, "alice", "bob"),
      "unknown",
      "notSeen",
    );
    expectSaid("backup", at({ step: "welcome" }), "skipped", "noWallet");
  });

  it("judges whether a place can be paid, and has the faucet pay enough for it", async () => {
    expectSaid("balance", judgeBalance(place, true), "good");
    expectSaid("balance", judgeBalance({ ...place, free: 0n, uid: 4 }, true), "good", "paid");
    const poor = judgeBalance({ ...place, free: 1n }, true);
    expectSaid("balance", poor, "warning", "low");
    expect(poor.fix).toEqual({ key: "faucet", byNode: true });
    expect(poor.evidence).toMatchObject({ free: "0 τ", price: "1.25 τ" });
    expect(judgeBalance({ ...place, free: 1n }, false).fix?.byNode).toBe(false);
    const rich = judgeBalance({ ...place, free: 1_234_500_000_000n }, true);
    expect(rich.evidence).toMatchObject({ free: "1,234.5 τ" });
    const paid: [string, bigint][] = [];
    const poorer = { ...place, free: 0n, burn: 70_000_000_000n };
    for (const facts of [poorer, { ...place, free: 0n }]) {
      const pay = async (wallet: string, rao: bigint) => paid.push([wallet, rao]);
      await balanceCheck(async () => facts, pay).repairs.faucet?.(AbortSignal.timeout(30_000));
    }
    expect(paid).toEqual([
      ["alice", 140_000_000_000n],
      ["alice", 10_000_000_000n],
    ]);
    expectSaid("balance", judgeBalance({ kind: "no-wallet" }, true), "skipped", "noWallet");
  });
});
