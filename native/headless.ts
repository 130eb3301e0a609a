import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { HearthError, toHearthError } from "./api/errors.ts";
import { chooseDataFolder, holdDataFolder } from "./host/data-folder.ts";
import { type EndpointWish, readEndpointFlags } from "./host/endpoint-flags.ts";
import { failureText } from "./host/failure-text.ts";
import { createHost } from "./host/host.ts";
import { hasDisplay, openBrowser } from "./host/page/open-browser.ts";
import { builtPage } from "./host/page/page-build.ts";
import { startPageServer } from "./host/page/page-server.ts";
import { type NetworkChoice, readNetworkChoice } from "./host/settings.ts";
import { nodeLauncher } from "./processes/node-launcher.ts";
import { whenNpmEnds } from "./processes/npm-parent.ts";

const USAGE = `npm run headless -- [options]

  --data-dir DIR     where everything is kept (else HEARTH_HOME, else ~/.hearth)
  --port N           loopback port of the page and the API (default: any free one)
  --network NAME     practice (default), finney, test, or a ws:// or wss:// address
  --block-time S     seconds between blocks of the practice network (default 1)
  --tempo N          blocks between its epochs (default 20)
  --open             show the page in the browser

How validators reach the miner; kept for the next start, and not for the practice network:
  --listen PLACE     this-computer (default), home, or an address of this computer
  --miner-port N     the port to listen on, or auto
  --announce PLACE   what validators are told: an address, address:port, or auto
  --forward          let the router forward the port by UPnP or NAT-PMP (--no-forward: no longer)`;

/** How long the services may take to close before the process ends anyway. */
const CLOSE_MILLIS = 4_500;

interface Options {
  readonly dataFolder: string;
  readonly port: number;
  readonly network: NetworkChoice;
  readonly blockSeconds: number;
  readonly tempo: number;
  readonly open: boolean;
  readonly endpoint: EndpointWish | undefined;
}

function readOptions(): Options {
  const values = readWords();
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  return {
    dataFolder: chooseDataFolder(values["data-dir"]),
    port: readNumber("--port", values.port, 0, 65_535, true),
    network: readNetworkChoice(values.network),
    blockSeconds: readNumber("--block-time", values["block-time"], 0.1, 3600, false),
    tempo: readNumber("--tempo", values.tempo, 2, 50_400, true),
    open: values.open,
    endpoint: readEndpointFlags(values),
  };
}

function readWords() {
  try {
    return parseArgs({
      allowNegative: true,
      options: {
        "data-dir": { type: "string" },
        port: { type: "string", default: "0" },
        network: { type: "string", default: "practice" },
        "block-time": { type: "string", default: "1" },
        tempo: { type: "string", default: "20" },
        open: { type: "boolean", default: false },
        listen: { type: "string" },
        "miner-port": { type: "string" },
        announce: { type: "string" },
        forward: { type: "boolean" },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new HearthError("BAD_INPUT", {
      reason: `${toHearthError(error).detail.reason}\n\n${USAGE}`,
    });
  }
}

function readNumber(
  flag: string,
  text: string,
  least: number,
  most: number,
  whole: boolean,
): number {
  const value = Number(text);
  if (
    text.trim() === "" ||
    !(value >= least && value <= most) ||
    (whole && !Number.isInteger(value))
  ) {
    throw new HearthError("BAD_INPUT", {
      reason: `${flag} takes a number from ${least} to ${most}, not "${text}".`,
    });
  }
  return value;
}

async function start(options: Options): Promise<() => Promise<void>> {
  const folder = holdDataFolder(options.dataFolder);
  const opened: (() => void | Promise<void>)[] = [() => folder.release()];
  const close = async (): Promise<void> => {
    for (const step of opened.reverse()) await step();
  };
  try {
    const pageFolder = await builtPage((line) => console.error(line));
    const host = await createHost({
      dataFolder: folder.path,
      launcher: nodeLauncher(),
      shell: "headless",
      network: options.network,
      blockSeconds: options.blockSeconds,
      tempo: options.tempo,
      endpoint: options.endpoint,
    });
    opened.push(() => host.close());
    const token = randomBytes(32).toString("base64url");
    const server = await startPageServer({
      pageFolder,
      router: host.router,
      token,
      port: options.port,
    });
    opened.push(() => server.close());
    const url = `http://127.0.0.1:${server.port}/`;
    folder.publish({ pid: process.pid, url, token });
    const pageUrl = `${url}#token=${token}`;
    console.log(
      JSON.stringify({ ready: true, url: pageUrl, pid: process.pid, dataDir: folder.path }),
    );
    if (options.open && hasDisplay()) openBrowser(server.invite());
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}

function explain(error: unknown): void {
  const { code, detail } = toHearthError(error);
  console.error(failureText(error));
  console.log(JSON.stringify({ ready: false, code, detail }));
}

try {
  const close = await start(readOptions());
  let closing = false;
  const onSignal = (): void => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(1), CLOSE_MILLIS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  process.on("SIGHUP", onSignal);
  whenNpmEnds(onSignal);
} catch (error) {
  explain(error);
  process.exit(1);
}
