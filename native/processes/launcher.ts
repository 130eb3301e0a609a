/** A channel to another process that carries structured-clone values. It never throws: a message to a closed channel is dropped. */
export interface ProcessPort {
  postMessage(message: unknown): void;
  /** Adds a listener; the returned function removes it. */
  onMessage(listener: (message: unknown) => void): () => void;
}

/** How a process ended: an exit code, or the signal that ended it; both null when it could not be started. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A child process that was started. Whoever launched it ends it. */
export interface RunningProcess extends ProcessPort {
  readonly pid: number | undefined;
  /** Settles once, never rejects. */
  readonly exited: Promise<ExitStatus>;
  /** SIGTERM asks (the default), SIGKILL ends it at once. Does nothing once the process is gone. */
  kill(signal?: "SIGTERM" | "SIGKILL"): void;
  /** The last few kilobytes it wrote to standard error. */
  stderrTail(): string;
}

/** What to start: an entry module with its arguments. `env` is added to a cleaned environment, nothing secret is inherited. */
export interface LaunchSpec {
  readonly name: string;
  readonly entry: URL;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts child processes: Electron's utility processes on the desktop, plain Node's otherwise. */
export interface Launcher {
  launch(spec: LaunchSpec): RunningProcess;
}
