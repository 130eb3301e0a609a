import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fastPace, refusedStart, startProduct, temporaryFolder } from "../../fakes/product.ts";

describe("a start that cannot be", () => {
  test("on a taken port is refused, and leaves the folder free and no process", async () => {
    const folder = temporaryFolder();
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => taken.once("listening", done));
    const address = taken.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const refused = await refusedStart({
      folder: folder.path,
      parameters: [...fastPace, "--port", String(port)],
    });
    taken.close();
    expect(refused.code).toBe(1);
    expect(refused.line).toEqual({ ready: false, code: "PORT_TAKEN", detail: { port } });
    expect(refused.stderr).toContain(`Port ${port} is taken.`);
    expect(existsSync(join(folder.path, "host.json"))).toBe(false);

    const product = await startProduct({
      folder: folder.path,
      parameters: [...fastPace, "--port", String(port)],
    });
    expect(new URL(product.url).port).toBe(String(port));
    await product[Symbol.asyncDispose]();
    folder.remove();
  });

  test("in a folder that may not be written is refused, and nothing in it is touched", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder.path, "precious"), "kept");
    chmodSync(folder.path, 0o555);
    const options = { folder: folder.path, ...withoutRootsPrivilege() };
    const refused = await refusedStart(options);
    expect(refused.code).toBe(1);
    expect(refused.line).toMatchObject({
      ready: false,
      code: "DATA_FOLDER_UNWRITABLE",
      detail: { folder: folder.path },
    });
    expect(refused.stderr).toContain("The data folder cannot be written.");
    expect(readdirSync(folder.path)).toEqual(["precious"]);

    chmodSync(folder.path, 0o755);
    const product = await startProduct(options);
    expect(readFileSync(join(folder.path, "precious"), "utf8")).toBe("kept");
    await product[Symbol.asyncDispose]();
    folder.remove();
  });

  test("with an option out of range says which", async () => {
    const folder = temporaryFolder();
    const refused = await refusedStart({ folder: folder.path, parameters: ["--tempo", "1"] });
    expect(refused.code).toBe(1);
    expect(refused.line).toMatchObject({ ready: false, code: "BAD_INPUT" });
    expect(refused.stderr).toContain("--tempo takes a number from 2 to 50400");
    const unknown = await refusedStart({ folder: folder.path, parameters: ["--colour"] });
    expect(unknown.code).toBe(1);
    expect(unknown.line).toMatchObject({ ready: false, code: "BAD_INPUT" });
    folder.remove();
  });
});

/** Root may write anywhere, so root's privilege to do so is taken from the node; others have none. */
function withoutRootsPrivilege(): { command?: string; before?: readonly string[] } {
  return process.getuid?.() === 0
    ? {
        command: "setpriv",
        before: ["--bounding-set", "-dac_override,-dac_read_search", process.execPath],
      }
    : {};
}
