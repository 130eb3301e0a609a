import { reasonOf } from "../api/errors.ts";
import { harmless } from "./environment.ts";
import type { Launcher, ProcessPort, RunningProcess } from "./launcher.ts";
import { type RelayReport, relayRequest } from "./relay-protocol.ts";

/** How long children may take to stop by themselves when the one who asked for them is gone. */
const GRACE_MILLIS = 2_000;

/** The serving side of a relayed launcher. */
export interface LauncherRelay {
  /** Ends every child still running and resolves when none is left. */
  close(): Promise<void>;
}

/**
 * Starts processes with `launcher` on behalf of whoever is at the other end of `port`, and only those whose entry
 * `isAllowed`, without variables that would load other code: the shell decides what may run, not the one who asks.
 */
export function serveLauncher(
  port: ProcessPort,
  launcher: Launcher,
  isAllowed: (entry: URL) => boolean,
): LauncherRelay {
  const children = new Map<number, RunningProcess>();
  const report = (message: RelayReport): void => port.postMessage(message);
  const launch = (
    id: number,
    name: string,
    entry: URL,
    args: string[],
    env: Record<string, string>,
  ): void => {
    if (children.has(id) || !isAllowed(entry)) {
      report({
        relayed: "exited",
        id,
        code: null,
        signal: null,
        stderr: `not allowed to start ${entry}`,
      });
      return;
    }
    let child: RunningProcess;
    try {
      child = launcher.launch({ name, entry, args, env: harmless(env) });
    } catch (error) {
      const stderr = reasonOf(error);
      report({ relayed: "exited", id, code: null, signal: null, stderr });
      return;
    }
    children.set(id, child);
    child.onMessage((message) => report({ relayed: "message", id, message }));
    report({ relayed: "started", id, ...(child.pid === undefined ? {} : { pid: child.pid }) });
    void child.exited.then(({ code, signal }) => {
      children.delete(id);
      report({ relayed: "exited", id, code, signal, stderr: child.stderrTail() });
    });
  };
  const stop = port.onMessage((message) => {
    const parsed = relayRequest.safeParse(message);
    if (!parsed.success) return;
    const request = parsed.data;
    switch (request.relay) {
      case "launch":
        return launch(request.id, request.name, new URL(request.entry), request.args, request.env);
      case "send":
        return children.get(request.id)?.postMessage(request.message);
      case "kill":
        return children.get(request.id)?.kill(request.signal);
      default:
        return request satisfies never;
    }
  });
  return {
    close: async () => {
      stop();
      const left = [...children.values()];
      for (const child of left) child.kill("SIGTERM");
      const timer = setTimeout(() => {
        for (const child of left) child.kill("SIGKILL");
      }, GRACE_MILLIS);
      await Promise.all(left.map((child) => child.exited));
      clearTimeout(timer);
    },
  };
}
