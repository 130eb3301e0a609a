import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { ContractRouterClient } from "@orpc/contract";
import type { WebContents } from "electron";
import type { Contract } from "../../native/api/contract.ts";
import { type LauncherRelay, serveLauncher } from "../../native/processes/launcher-relay.ts";
import type { ElectronApi } from "./electron-api.ts";
import { type RunningUtility, utilityLauncher } from "./utility-launcher.ts";

/** The channel on which the page gets its port. */
export const PORT_CHANNEL = "hearth-port";

/** What to start and from where. */
export interface HostOptions {
  readonly entry: URL;
  readonly dataFolder: string;
  /** Only entries below this folder may be started for the host. */
  readonly codeFolder: URL;
  readonly onExit: (reason: string) => void;
}

/** The node in its utility process, as the shell holds it. */
export interface HostProcess {
  /** Gives a loaded page a port of its own. */
  connectPage(contents: WebContents): void;
  /** The shell's own client, for the tray. */
  readonly client: ContractRouterClient<Contract>;
  /** Asks the host to close everything and resolves when it and its children are gone. */
  close(): Promise<void>;
}

/** How long the host may take to close its services before it is ended. */
const CLOSE_MILLIS = 5_000;
/** How much of what the host said last is shown when it ended by itself. */
const REASON_CHARACTERS = 1_500;

/** Starts the host and serves it the one thing that only the main process can do: starting utility processes. */
export function startHostProcess(api: ElectronApi, options: HostOptions): HostProcess {
  const launcher = utilityLauncher(api);
  const host = launcher.launch({
    name: "Hearth node",
    entry: options.entry,
    args: ["--data-dir", options.dataFolder],
  });
  const relay = serveLauncher(host, launcher, (entry) =>
    entry.href.startsWith(options.codeFolder.href),
  );
  let closing = false;
  void host.exited.then(async ({ code }) => {
    if (closing) return;
    closing = true;
    await relay.close();
    const said = host.stderrTail().trim().slice(-REASON_CHARACTERS);
    options.onExit(`${said || "no message"} (exit ${code})`);
  });
  return {
    client: createORPCClient(new RPCLink({ port: portTo(api, host) })),
    connectPage: (contents) => {
      const { port1, port2 } = new api.MessageChannelMain();
      host.utility.postMessage({ client: true }, [port1]);
      contents.postMessage(PORT_CHANNEL, undefined, [port2]);
    },
    close: async () => {
      closing = true;
      host.postMessage({ close: true });
      await ended(host, relay);
    },
  };
}

function portTo({ MessageChannelMain }: ElectronApi, host: RunningUtility) {
  const { port1, port2 } = new MessageChannelMain();
  host.utility.postMessage({ client: true }, [port1]);
  port2.start();
  return port2;
}

async function ended(host: RunningUtility, relay: LauncherRelay): Promise<void> {
  const timer = setTimeout(() => host.kill("SIGKILL"), CLOSE_MILLIS);
  await host.exited;
  clearTimeout(timer);
  await relay.close();
}
