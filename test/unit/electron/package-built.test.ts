import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");
let built: string;

/** As deep in the checkout as dist/desktop, so that packages and resources are found from there as from the real one. */
beforeAll(() => {
  mkdirSync(join(root, "dist"), { recursive: true });
  built = mkdtempSync(join(root, "dist", "desktop-test-"));
  const compiler = join(root, "node_modules", ".bin", "tsc");
  const project = join(root, "electron", "tsconfig.build.json");
  execFileSync(compiler, ["-p", project, "--outDir", built], { cwd: root });
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
});

const sources = (): string[] => globSync("**/*.js", { cwd: built });
const read = (path: string): string => readFileSync(join(built, path), "utf8");

/** Runs module code beside the built node, as a process of its own, and gives its last line of output. */
function evaluate(code: string): string {
  const base = pathToFileURL(join(built, "native", "x.js")).href;
  const program = `const from = (path) => import(new URL(path, ${JSON.stringify(base)}));\n${code}`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", program],
    { encoding: "utf8", timeout: 50_000 },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split("\n").at(-1) ?? "";
}

describe("the built desktop app", () => {
  it("has main, preload and node where the shell looks for them", () => {
    const parts = ["electron/main.js", "electron/preload.cjs", "native/desktop.js"];
    expect(parts.filter((part) => !existsSync(join(built, part)))).toEqual([]);
    // A sandboxed preload is never a module.
    expect(() => new Script(read("electron/preload.cjs"))).not.toThrow();
  });

  it("imports and starts nothing that the build did not emit", () => {
    const missing = sources().flatMap((file) => {
      const relative = read(file).matchAll(/(?:from|import\(|processEntry\()\s*"(\.[^"]+)"/g);
      return [...relative]
        .map(([, path = ""]) => path.replace(/\.ts$/, ".js"))
        .filter((path) => !existsSync(join(built, dirname(file), path)))
        .map((path) => `${file}: ${path}`);
    });
    expect(missing).toEqual([]);
    expect(sources().filter((file) => /new URL\("[^"]+\.ts"/.test(read(file)))).toEqual([]);
  });

  it("starts its processes from .js files", () => {
    const started = sources().flatMap((file) =>
      [...read(file).matchAll(/processEntry\("([^"]+)"/g)].map(([, path]) => path),
    );
    expect(started).toEqual(
      expect.arrayContaining(["./main.ts", "./signer-process.ts", "../../practice/main.ts"]),
    );
    const entry = evaluate(`
      const { processEntry } = await from("processes/entry.js");
      console.log(processEntry("./main.ts", "file:///app/native/engine/process/supervised-engine.js").href);`);
    expect(entry).toBe("file:///app/native/engine/process/main.js");
  });

  it("runs the node's front door under plain Node", () => {
    const help = execFileSync(process.execPath, [join(built, "native", "headless.js"), "--help"], {
      encoding: "utf8",
    });
    expect(help).toContain("--data-dir");
  });

  it("finds the demo model, and its engine process answers with it", () => {
    const answer = evaluate(`
      const [{ resourceFolder }, { createCatalogue }, { startEngine }, { nodeLauncher }, { toModelFile }] =
        await Promise.all(["host/resource-folder.js", "models/catalogue/catalogue.js", "engine/process/supervised-engine.js",
          "processes/node-launcher.js", "models/catalogue/catalogue-model.js"].map(from));
      const shippedFolder = resourceFolder("demo-model");
      const catalogue = createCatalogue({ shippedFolder, modelsFolder: shippedFolder });
      const engine = startEngine({ launcher: nodeLauncher(), onChange: () => {} });
      await engine.load(toModelFile(await catalogue.find("hearth-demo-q4_0")));
      const messages = [{ role: "user", content: "Name a colour." }];
      const { tokens } = await engine.generate(
        { model: "hearth-demo-q4_0", messages, maxTokens: 3, temperature: 0 });
      console.log(tokens.length > 0 ? "answered" : "silent");
      await engine.close();`);
    expect(answer).toBe("answered");
  });

  it("asks its signer process, which knows a damaged keyfile", () => {
    const refusal = evaluate(`
      const [{ createSigner }, { nodeLauncher }] =
        await Promise.all(["wallet/signer.js", "processes/node-launcher.js"].map(from));
      const keyfile = Buffer.from("no keyfile");
      await createSigner({ launcher: nodeLauncher() })
        .sign({ keyfile, password: "a long password", payloads: [] })
        .catch((error) => console.log(error.code));`);
    expect(refusal).toBe("KEYFILE_DAMAGED");
  });
});
