import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { childEnvironment } from "../../../native/processes/environment.ts";
import { type PythonEnvironment, pinnedVersion, pythonEnvironment } from "../python.ts";
import type { SuiteContext } from "../suite.ts";

const run = promisify(execFile);
const LIMIT_MILLIS = 240_000;
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The password of every wallet of the suite, and what is signed with it. */
export const PASSWORD = "correct horse battery staple 9";
/** What both sides sign. */
export const MESSAGE = "hearth and its neighbours";

/** What a tool found when it opened a wallet: signatures are those of {@link MESSAGE}, in hex. */
export interface Opened {
  readonly coldkey: string;
  readonly coldkeySignature: string;
  /** Undefined where the tool was not asked for it. */
  readonly hotkeySignature?: string | undefined;
}

/** A tool that makes and opens wallets in a folder. Both throw with what it said where it does not. */
export interface WalletTool {
  /** Name and version for the rows. */
  readonly tool: string;
  readonly makes: string;
  readonly opens: string;
  make(folder: string, name: string): Promise<void>;
  open(folder: string, name: string): Promise<Opened>;
}

const sdkAnswer = z.object({
  coldkey: z.string(),
  signature: z.string(),
  hotkeySignature: z.string(),
});
const terminalAnswer = z.object({ code: z.number(), said: z.string() });
const signed = /"?(?:signed_message|signature)"?\s*:\s*"?(?:0x)?([0-9a-f]{128})/;

/** The four ways in which the two generations of tools keep wallets: by their libraries and by their command lines. */
export async function walletTools(context: SuiteContext): Promise<readonly WalletTool[]> {
  const of = async (folder: string, name: string) => {
    const file = new URL(`../${folder}/requirements.txt`, import.meta.url);
    const environment = await pythonEnvironment(file, context.say, context.signal);
    return { environment, tool: `${name} ${pinnedVersion(file, name)}` };
  };
  const ten = await of("bittensor-10", "bittensor");
  const cli = await of("bittensor-cli", "bittensor-cli");
  const eleven = await of("bittensor-11", "bittensor");
  return [
    library(context, ten.tool, ten.environment),
    commandLine(context, cli.tool, cli.environment, {
      list: (folder) => words("wallet list --json-output --wallet-path", folder),
      make: (folder, name) =>
        words(
          `wallet create --wallet-name ${name} --hotkey default --n-words 12 --wallet-path`,
          folder,
        ),
      sign: (folder, name) =>
        words(
          `wallet sign --wallet-name ${name} --json-output --message`,
          MESSAGE,
          "--wallet-path",
          folder,
          "--no-use-hotkey",
        ),
    }),
    library(context, eleven.tool, eleven.environment),
    commandLine(context, eleven.tool, eleven.environment, {
      list: (folder) => words("wallet list --wallet-path", folder),
      make: (folder, name) => words(`wallet create -w ${name} -H default --wallet-path`, folder),
      sign: (folder, name) =>
        words(`wallet sign -w ${name} --json --message`, MESSAGE, "--wallet-path", folder),
    }),
  ];
}

function words(fixed: string, ...more: string[]): string[] {
  return [...fixed.split(" "), ...more];
}

function library(context: SuiteContext, tool: string, { python }: PythonEnvironment): WalletTool {
  const ask = async (what: string, folder: string, name: string): Promise<Opened> => {
    const said = await program(context, python, [here("sdk.py"), what, folder, name]);
    const { coldkey, signature, hotkeySignature } = sdkAnswer.parse(lastJson(said));
    return { coldkey, coldkeySignature: signature, hotkeySignature };
  };
  return {
    tool,
    makes: "Wallet: makes a wallet with a password, which opens in Hearth",
    opens: "Wallet: opens a wallet that Hearth made, and signs with it",
    make: async (folder, name) => void (await ask("make", folder, name)),
    open: (folder, name) => ask("open", folder, name),
  };
}

interface Commands {
  list(folder: string): string[];
  make(folder: string, name: string): string[];
  sign(folder: string, name: string): string[];
}

function commandLine(
  context: SuiteContext,
  tool: string,
  { bin, python }: PythonEnvironment,
  commands: Commands,
): WalletTool {
  const type = async (args: readonly string[]): Promise<string> => {
    const answer = await program(context, python, [
      here("terminal.py"),
      python,
      join(bin, "btcli"),
      ...args,
    ]);
    const { code, said } = terminalAnswer.parse(lastJson(answer));
    if (code !== 0) throw new Error(`btcli ended with ${code}: ${said.slice(-800)}`);
    return said;
  };
  return {
    tool,
    makes: "btcli wallet create: a wallet with a password, which opens in Hearth",
    opens: "btcli wallet list, sign: with a wallet that Hearth made",
    make: async (folder, name) => void (await type(commands.make(folder, name))),
    async open(folder, name) {
      const listed = (await type(commands.list(folder))).replace(/[\r\n]/g, "");
      const coldkey = listed.match(new RegExp(`${name}[\\s\\S]*?(5[1-9A-HJ-NP-Za-km-z]{47})`))?.[1];
      // A terminal of no width breaks long lines; the signature is one word in the end.
      const answer = (await type(commands.sign(folder, name))).replace(/[\r\n]/g, "");
      const signature = signed.exec(answer)?.[1];
      if (signature === undefined) throw new Error(`no signature in: ${answer.slice(-600)}`);
      return { coldkey: coldkey ?? "not listed", coldkeySignature: signature };
    },
  };
}

async function program(
  { scratch, signal }: SuiteContext,
  executable: string,
  args: readonly string[],
): Promise<string> {
  const home = join(scratch, "home");
  mkdirSync(home, { recursive: true });
  const env = childEnvironment(process.env, {
    HOME: home,
    NO_COLOR: "1",
    COLUMNS: "300",
    TERM: "dumb",
    PYTHONDONTWRITEBYTECODE: "1",
    BT_NO_PARSE_CLI_ARGS: "1",
    HTTP_PROXY: "http://127.0.0.1:9",
    HTTPS_PROXY: "http://127.0.0.1:9",
    HEARTH_PASSWORD: PASSWORD,
    HEARTH_MESSAGE: MESSAGE,
  });
  try {
    const options = { cwd: scratch, env, signal, timeout: LIMIT_MILLIS, maxBuffer: 2 ** 24 };
    return (await run(executable, args, options)).stdout;
  } catch (error) {
    const { stderr = "", stdout = "" } = error as { stderr?: string; stdout?: string };
    writeFileSync(join(scratch, "last-failure.txt"), stdout + stderr);
    throw new Error(`${(stderr || stdout || String(error)).trim().slice(-600)}`);
  }
}

function lastJson(said: string): unknown {
  const line = said
    .trim()
    .split("\n")
    .findLast((one) => one.startsWith("{"));
  return line === undefined ? undefined : JSON.parse(line);
}
