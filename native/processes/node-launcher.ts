import { type ChildProcess, fork } from "node:child_process";
import { childEnvironment } from "./environment.ts";
import type { ExitStatus, Launcher, LaunchSpec, RunningProcess } from "./launcher.ts";
import { textTail } from "./text-tail.ts";

const TAIL_CHARACTERS = 8192;
/** How long after the exit the rest of standard error may take; a grandchild can hold the pipe open for ever. */
const DRAIN_MILLIS = 200;

/** Starts children with the Node binary that runs this process, over a channel with structured clone. */
export function nodeLauncher(): Launcher {
  return { launch };
}

function launch(spec: LaunchSpec): RunningProcess {
  const child = fork(spec.entry, [...(spec.args ?? [])], {
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: childEnvironment(process.env, spec.env),
  });
  const tail = textTail(TAIL_CHARACTERS);
  child.stderr?.setEncoding("utf8");
  child.stderr?.on("data", (text: string) => tail.add(text));
  // A full pipe would block the child.
  child.stdout?.resume();
  const exited = exitOf(child, (reason) => tail.add(reason));
  return {
    pid: child.pid,
    exited,
    postMessage: (message) => {
      // The callback takes the error of a channel that closes meanwhile.
      if (child.connected) child.send(message as object, () => {});
    },
    onMessage: (listener) => {
      child.on("message", listener);
      return () => void child.off("message", listener);
    },
    kill: (signal = "SIGTERM") => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // Windows has no polite signal: the closed channel is the request there (see parentPort).
      if (signal === "SIGTERM" && process.platform === "win32" && child.connected) {
        child.disconnect();
      } else {
        child.kill(signal);
      }
    },
    stderrTail: () => tail.text(),
  };
}

function exitOf(child: ChildProcess, onFailure: (reason: string) => void): Promise<ExitStatus> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      const timer = setTimeout(() => resolve({ code, signal }), DRAIN_MILLIS);
      child.once("close", () => {
        clearTimeout(timer);
        resolve({ code, signal });
      });
    });
    child.once("error", (error) => {
      onFailure(error.message);
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
}
