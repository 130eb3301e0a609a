import { fileURLToPath } from "node:url";
import type { UtilityProcess } from "electron";
import { childEnvironment } from "../../native/processes/environment.ts";
import type {
  ExitStatus,
  Launcher,
  LaunchSpec,
  RunningProcess,
} from "../../native/processes/launcher.ts";
import { textTail } from "../../native/processes/text-tail.ts";
import type { ElectronApi } from "./electron-api.ts";

const TAIL_CHARACTERS = 8192;

/** A running utility process with the handle that can be given message ports. */
export interface RunningUtility extends RunningProcess {
  readonly utility: UtilityProcess;
}

/** A launcher whose children can be given message ports. */
export interface UtilityLauncher extends Launcher {
  launch(spec: LaunchSpec): RunningUtility;
}

/** Starts children as Electron utility processes; may be used only once the app is ready. */
export function utilityLauncher(api: ElectronApi): UtilityLauncher {
  return { launch: (spec) => launch(api, spec) };
}

function launch({ utilityProcess }: ElectronApi, spec: LaunchSpec): RunningUtility {
  const utility = utilityProcess.fork(fileURLToPath(spec.entry), [...(spec.args ?? [])], {
    serviceName: spec.name,
    stdio: "pipe",
    env: childEnvironment(process.env, spec.env),
  });
  const tail = textTail(TAIL_CHARACTERS);
  utility.stderr?.on("data", (bytes: Buffer) => tail.add(bytes.toString("utf8")));
  // A full pipe would block the child.
  utility.stdout?.resume();
  // Electron reports a V8 fatal error apart from the exit; it is the reason of the crash.
  utility.on("error", (type, location) => tail.add(`${type} at ${location}\n`));
  const exited = new Promise<ExitStatus>((resolve) => {
    utility.once("exit", (code) => resolve({ code, signal: null }));
  });
  return {
    utility,
    get pid() {
      return utility.pid;
    },
    exited,
    postMessage: (message) => utility.postMessage(message),
    onMessage: (listener) => {
      utility.on("message", listener);
      return () => void utility.off("message", listener);
    },
    // Electron has one way to end a utility process; it asks politely on Unix and ends it on Windows.
    kill: (signal = "SIGTERM") => {
      if (signal === "SIGKILL" && utility.pid !== undefined) {
        try {
          process.kill(utility.pid, "SIGKILL");
        } catch {
          // It ended meanwhile.
        }
      } else utility.kill();
    },
    stderrTail: () => tail.text(),
  };
}
