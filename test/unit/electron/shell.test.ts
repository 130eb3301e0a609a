import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { implement } from "@orpc/server";
import { RPCHandler } from "@orpc/server/message-port";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { boot } from "../../../electron/shell/boot.ts";
import { isOurPage } from "../../../electron/shell/lockdown.ts";
import { contract } from "../../../native/api/contract.ts";
import type { MiningStatus } from "../../../native/api/mining.ts";
import { type RecordedPort, recordingElectron } from "../../fakes/electron.ts";

let pageFolder: string;
beforeEach(() => {
  pageFolder = mkdtempSync(join(tmpdir(), "hearth-shell-"));
  writeFileSync(join(pageFolder, "index.html"), '<script nonce="__CSP_NONCE__"></script>');
  writeFileSync(join(pageFolder, "app.js"), "1");
  writeFileSync(join(pageFolder, "secret.key"), "no");
});
afterEach(() => {
  rmSync(pageFolder, { recursive: true, force: true });
});

async function started(options: Parameters<typeof recordingElectron>[0] = {}) {
  const double = recordingElectron(options);
  await boot(double.api, { codeFolder: "/code", extension: ".js", pageFolder });
  return double;
}
const names = (double: Awaited<ReturnType<typeof started>>): string[] =>
  double.calls.map((call) => call.name);

describe("boot", () => {
  it("locks down before anything is shown, in the one right order", async () => {
    const double = await started();
    const order = names(double).filter(
      (name) => !name.startsWith("tray") && !name.startsWith("nativeImage"),
    );
    expect(order).toEqual([
      "app.enableSandbox",
      "protocol.registerSchemesAsPrivileged",
      "app.requestSingleInstanceLock",
      "app.whenReady",
      "session.setPermissionRequestHandler",
      "session.setPermissionCheckHandler",
      "session.setDevicePermissionHandler",
      "protocol.handle",
      "app.getPath",
      "utilityProcess.fork",
      "new BrowserWindow",
    ]);
  });

  it("leaves at once where another instance runs, and starts nothing", async () => {
    const double = await started({ firstInstance: false });
    expect(names(double).at(-1)).toBe("app.quit");
    expect(double.utilities).toEqual([]);
    expect(double.windows).toEqual([]);
  });

  it("opens a sandboxed, isolated window on our own origin with the one preload", async () => {
    const [window] = (await started()).windows;
    expect(window?.url).toBe("hearth://page/");
    expect(window?.options.webPreferences).toMatchObject({
      preload: "/code/electron/preload.cjs",
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
  });

  it("denies permissions, windows, views and foreign navigation", async () => {
    const double = await started();
    const decide = vi.fn();
    double.handlers["session.setPermissionRequestHandler"]?.(...([{}, "media", decide] as never[]));
    expect(decide).toHaveBeenCalledWith(false);
    expect(double.handlers["session.setPermissionCheckHandler"]?.()).toBe(false);
    const contents = double.windows[0]?.webContents;
    expect(contents?.windowOpenHandler?.()).toEqual({ action: "deny" });
    for (const event of ["will-navigate", "will-frame-navigate", "will-redirect"]) {
      const [foreign, own] = [vi.fn(), vi.fn()];
      contents?.emit(event, { url: "https://example.org/", preventDefault: foreign });
      contents?.emit(event, { url: "hearth://page/#/stake", preventDefault: own });
      expect([foreign.mock.calls.length, own.mock.calls.length]).toEqual([1, 0]);
    }
    const attach = vi.fn();
    contents?.emit("will-attach-webview", { preventDefault: attach });
    expect(attach).toHaveBeenCalled();
  });

  it.each([
    "hearth://page.evil/",
    "hearth://other/",
    "file:///etc/passwd",
    "https://page/",
    "nonsense",
  ])("does not take %s for its own page", (address) => {
    expect(isOurPage(address)).toBe(false);
  });

  it("serves the page with a strict policy, a fresh nonce each time, and nothing else", async () => {
    const double = await started();
    const ask = (url: string, method = "GET") =>
      double.handlers["protocol.handle"]?.(
        ...([new Request(url, { method })] as never[]),
      ) as Promise<Response>;
    const [first, second] = [await ask("hearth://page/"), await ask("hearth://page/")];
    const policy = first.headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toContain("unsafe-eval");
    expect(policy).not.toBe(second.headers.get("Content-Security-Policy"));
    expect(policy).toContain(/nonce="([^"]+)"/.exec(await first.text())?.[1]);
    expect((await ask("hearth://page/app.js")).status).toBe(200);
    for (const url of [
      "hearth://page/secret.key",
      "hearth://page/..%2f..%2fetc%2fpasswd.js",
      "hearth://page/%00.js",
      "hearth://else/app.js",
    ]) {
      expect((await ask(url)).status).toBe(404);
    }
    expect((await ask("hearth://page/", "POST")).status).toBe(404);
  });

  it("runs the node as a utility process and gives each loaded page a port of its own", async () => {
    const double = await started();
    const [host] = double.utilities;
    expect(host?.fork.modulePath).toBe("/code/native/desktop.js");
    expect(host?.fork.args).toEqual(["--data-dir", "/profile/node"]);
    const contents = double.windows[0]?.webContents;
    contents?.emit("did-finish-load");
    contents?.emit("did-finish-load");
    expect(contents?.posted.map((post) => post.channel)).toEqual(["hearth-port", "hearth-port"]);
    const pagePort = contents?.posted[1]?.ports[0] as RecordedPort;
    const hostPort = host?.sent.at(-1)?.ports[0] as RecordedPort;
    const heard = new Promise((resolve) =>
      hostPort.once("message", (event) => resolve(event.data)),
    );
    pagePort.postMessage("hello");
    expect(await heard).toBe("hello");
    pagePort.close();
  });

  it("gives no port to anything but its own page", async () => {
    const contents = (await started()).windows[0]?.webContents;
    if (contents) contents.url = "https://example.org/";
    contents?.emit("did-finish-load");
    expect(contents?.posted).toEqual([]);
  });

  it("says why when the node cannot start or ends, ends its children and then itself", async () => {
    const double = await started();
    const [host] = double.utilities;
    const entry = "file:///code/native/engine/process/main.js";
    host?.emit("message", { relay: "launch", id: 1, name: "x", entry, args: [], env: {} });
    const [, child] = double.utilities;
    host?.stderr.emit("data", Buffer.from("The data folder is in use.\nClose the other. (X)\n"));
    host?.exit(1);
    await expect.poll(() => names(double).at(-1)).toBe("app.exit");
    const told = double.calls.find(({ name }) => name === "dialog.showErrorBox");
    expect(told?.parameters[1]).toContain("The data folder is in use.\nClose the other. (X)");
    expect(double.calls.at(-1)?.parameters).toEqual([1]);
    expect(child?.pid).toBeUndefined();
  });

  it("starts only its own code for the node", async () => {
    const double = await started();
    const [host] = double.utilities;
    const launch = (id: number, entry: string) =>
      host?.emit("message", { relay: "launch", id, name: "x", entry, args: [], env: {} });
    for (const evil of [
      "file:///tmp/evil.js",
      "file:///code/native/../../tmp/evil.js",
      "file:///code/native/%2e%2e/evil.js",
      "file:///code/native/..%2f..%2ftmp/evil.js",
      "file://server/code/native/evil.js",
      "FILE:///code/nativeevil.js",
      "data:text/javascript,0",
    ]) {
      expect(() => launch(1, evil)).not.toThrow();
    }
    expect(double.utilities.map(({ fork }) => fork.modulePath)).toEqual([
      "/code/native/desktop.js",
    ]);
    launch(2, "file:///code/native/engine/process/main.js");
    expect(double.utilities[1]?.fork.modulePath).toBe("/code/native/engine/process/main.js");
  });

  it("reloads a page that died, but not for ever", async () => {
    const contents = (await started()).windows[0]?.webContents;
    for (let death = 0; death < 6; death += 1)
      contents?.emit("render-process-gone", {}, { reason: "crashed" });
    expect(contents?.reloads).toBe(3);
  });

  it("hides on close while the tray keeps it, and on quit closes the node before it exits", async () => {
    const double = await started();
    const [window] = double.windows;
    const [host] = double.utilities;
    const prevent = vi.fn();
    window?.emit("close", { preventDefault: prevent });
    expect(prevent).toHaveBeenCalled();
    host?.on("sent", (message) => {
      if ((message as { close?: boolean }).close) queueMicrotask(() => host.exit(0));
    });
    double.app.emit("before-quit", { preventDefault: () => {} });
    await expect.poll(() => names(double).at(-1)).toBe("app.exit");
    expect(double.calls.at(-1)?.parameters).toEqual([0]);
    expect(names(double)).toContain("tray.destroy");
  });

  it("says in the tray whether it mines, and starts and stops from there", async () => {
    const double = recordingElectron();
    const asked: string[] = [];
    const router = implement(contract);
    const status = (state: MiningStatus["state"]): MiningStatus => ({
      state,
      steps: [],
      freshForMillis: 1,
      challenges: { received: 0, answered: 0, refused: 0, failed: 0 },
    });
    const served = {
      mining: {
        start: router.mining.start.handler(() => {
          asked.push("start");
          return status("starting");
        }),
        stop: router.mining.stop.handler(() => {
          asked.push("stop");
          return status("off");
        }),
        watch: router.mining.watch.handler(async function* () {
          yield status("earning");
          await new Promise(() => {});
        }),
      },
    };
    const { fork } = double.api.utilityProcess;
    Object.assign(double.api.utilityProcess, {
      fork: (...parameters: Parameters<typeof fork>) => {
        const utility = fork(...parameters);
        utility.on(
          "sent" as never,
          ((_message: unknown, [port]: RecordedPort[]) => {
            if (port) {
              new RPCHandler(served).upgrade(port as never, { context: {} });
              port.start();
            }
          }) as never,
        );
        return utility;
      },
    });
    await boot(double.api, { codeFolder: "/code", extension: ".js", pageFolder });
    const item = (label: string) => double.menus.at(-1)?.find((one) => one.label === label);
    item("Start mining")?.click?.();
    await expect.poll(() => item("Earning")).toBeDefined();
    item("Stop mining")?.click?.();
    await expect.poll(() => asked).toEqual(["start", "stop"]);
  });
});
