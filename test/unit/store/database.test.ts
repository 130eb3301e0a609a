import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inTransaction, openStore } from "../../../native/store/database.ts";
import { migrations } from "../../../native/store/migrations.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-store-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("openStore", () => {
  it("creates the newest layout and finds it again", () => {
    const file = join(folder, "ledger.sqlite");
    const first = openStore(file);
    first.database.exec("INSERT INTO note (key, value) VALUES ('a', '1')");
    first.close();
    const second = openStore(file);
    expect(second.setAside).toBeUndefined();
    expect(second.database.prepare("SELECT value FROM note").get()).toEqual({ value: "1" });
    expect(second.database.prepare("PRAGMA user_version").get()).toEqual({
      user_version: migrations.length,
    });
    second.close();
  });

  it("keeps a copy from before a migration, and what was in it", () => {
    const file = join(folder, "ledger.sqlite");
    openStore(file).close();
    const next = [...migrations, { name: "more", sql: "CREATE TABLE more (x INTEGER) STRICT" }];
    const opened = openStore(file, next);
    expect(opened.database.prepare("SELECT count(*) AS n FROM more").get()).toEqual({ n: 0 });
    opened.close();
    expect(readdirSync(folder)).toContain(`ledger.sqlite.before-${next.length}`);
  });

  it("leaves the file as it was where a migration fails", () => {
    const file = join(folder, "ledger.sqlite");
    openStore(file).close();
    const broken = [
      ...migrations,
      { name: "broken", sql: "CREATE TABLE half (x INTEGER) STRICT; SELECT nonsense" },
    ];
    expect(() => openStore(file, broken)).toThrow(/nonsense/);
    const opened = openStore(file);
    expect(
      opened.database.prepare("SELECT name FROM sqlite_master WHERE name = 'half'").get(),
    ).toBeUndefined();
    opened.close();
  });

  it("refuses a file from a newer program", () => {
    const file = join(folder, "ledger.sqlite");
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 99");
    database.close();
    expect(() => openStore(file)).toThrow(expect.objectContaining({ code: "LEDGER_TOO_NEW" }));
  });

  it("sets a damaged file aside, byte for byte, and begins a new one", () => {
    const file = join(folder, "ledger.sqlite");
    const garbage = Buffer.alloc(8192, "not a database ");
    writeFileSync(file, garbage);
    const opened = openStore(file);
    expect(opened.setAside).toBeDefined();
    expect(readFileSync(opened.setAside as string)).toEqual(garbage);
    opened.close();
  });

  it("maps a folder that is not there to DATA_FOLDER_UNWRITABLE", () => {
    expect(() => openStore(join(folder, "missing", "ledger.sqlite"))).toThrow(
      expect.objectContaining({ code: "DATA_FOLDER_UNWRITABLE" }),
    );
  });

  it("maps a full disk to DISK_FULL and keeps what was there", () => {
    const { database, close } = openStore(join(folder, "ledger.sqlite"));
    const { page_count: pages } = database.prepare("PRAGMA page_count").get() as {
      page_count: number;
    };
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const insert = database.prepare("INSERT INTO note (key, value) VALUES (?, ?)");
    const fill = () => inTransaction(database, () => insert.run("big", "x".repeat(100_000)));
    expect(fill).toThrow(/full/);
    expect(database.isTransaction).toBe(false);
    expect(database.prepare("SELECT count(*) AS n FROM note").get()).toEqual({ n: 0 });
    close();
  });
});
