import { parseArgs } from "node:util";
import { RPCHandler } from "@orpc/server/message-port";
import { chooseDataFolder, type HeldFolder, holdDataFolder } from "./host/data-folder.ts";
import { failureText } from "./host/failure-text.ts";
import { createHost, type Host } from "./host/host.ts";
import { parentPort } from "./processes/parent-port.ts";
import { relayedLauncher } from "./processes/relayed-launcher.ts";

/** A port as Electron hands it to a utility process. */
interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: string, listener: (event?: { data: unknown }) => void): void;
  start(): void;
}

/** The shell's messages that carry ports come past `parentPort()`, which knows only data. */
interface PortSource {
  on(event: "message", listener: (event: { data: unknown; ports: ElectronPort[] }) => void): void;
}

/** How long the services may take to close before the process ends anyway. */
const CLOSE_MILLIS = 4_500;

const { values } = parseArgs({ options: { "data-dir": { type: "string" } } });
const shell = parentPort();
let folder: HeldFolder | undefined;

async function start(): Promise<Host> {
  folder = holdDataFolder(chooseDataFolder(values["data-dir"]));
  return createHost({
    dataFolder: folder.path,
    launcher: relayedLauncher(shell),
    shell: "desktop",
    network: { kind: "practice" },
    blockSeconds: 1,
    tempo: 20,
  });
}

const host = start();
host.catch((error: unknown) => {
  folder?.release();
  // The shell shows what stands last on standard error.
  console.error(failureText(error));
  process.exit(1);
});

const ports = (process as { parentPort?: PortSource }).parentPort;
ports?.on("message", ({ data, ports: [port] }) => {
  if (port && typeof data === "object" && data !== null && "client" in data) void serve(host, port);
});
shell.onMessage((message) => {
  if (typeof message === "object" && message !== null && "close" in message) void end();
});
process.on("SIGTERM", () => void end());

async function serve(ready: Promise<Host>, port: ElectronPort): Promise<void> {
  const { router } = await ready;
  new RPCHandler(router).upgrade(port, { context: {} });
  port.start();
}

async function end(): Promise<void> {
  setTimeout(() => process.exit(1), CLOSE_MILLIS).unref();
  await (await host).close();
  folder?.release();
  process.exit(0);
}
