import type { ExitStatus, Launcher, LaunchSpec, ProcessPort, RunningProcess } from "./launcher.ts";
import { type RelayReport, type RelayRequest, relayReport } from "./relay-protocol.ts";

/** A launcher that asks the process at the other end of `port` to start the children (see launcher-relay.ts). */
export function relayedLauncher(port: ProcessPort): Launcher {
  const receivers = new Map<number, (report: RelayReport) => void>();
  let nextId = 1;
  port.onMessage((message) => {
    const parsed = relayReport.safeParse(message);
    if (parsed.success) receivers.get(parsed.data.id)?.(parsed.data);
  });
  return {
    launch: (spec) => {
      const id = nextId;
      nextId += 1;
      return relayedProcess(id, spec, port, receivers);
    },
  };
}

function relayedProcess(
  id: number,
  spec: LaunchSpec,
  port: ProcessPort,
  receivers: Map<number, (report: RelayReport) => void>,
): RunningProcess {
  const send = (request: RelayRequest): void => port.postMessage(request);
  const listeners = new Set<(message: unknown) => void>();
  let pid: number | undefined;
  let stderr = "";
  const exited = new Promise<ExitStatus>((resolve) => {
    receivers.set(id, (report) => {
      switch (report.relayed) {
        case "started":
          pid = report.pid;
          return;
        case "message":
          for (const listener of [...listeners]) listener(report.message);
          return;
        case "exited":
          receivers.delete(id);
          stderr = report.stderr;
          resolve({ code: report.code, signal: report.signal });
          return;
        default:
          return report satisfies never;
      }
    });
  });
  send({
    relay: "launch",
    id,
    name: spec.name,
    entry: spec.entry.href,
    args: [...(spec.args ?? [])],
    env: { ...spec.env },
  });
  return {
    get pid() {
      return pid;
    },
    exited,
    postMessage: (message) => send({ relay: "send", id, message }),
    onMessage: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    kill: (signal = "SIGTERM") => send({ relay: "kill", id, signal }),
    stderrTail: () => stderr,
  };
}
