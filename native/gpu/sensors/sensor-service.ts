import { HearthError } from "../../api/errors.ts";
import { processEntry } from "../../processes/entry.ts";
import type { Launcher, RunningProcess } from "../../processes/launcher.ts";
import { portClient } from "../../processes/rpc.ts";
import { type Supervised, type SupervisedStatus, supervise } from "../../processes/supervisor.ts";
import type { SensorResult } from "../probes.ts";
import { planSensors, type SensorPlan } from "./sensor-plan.ts";
import type { SensorReport } from "./sensor-reading.ts";
import type { SensorClient } from "./sensor-router.ts";

/** The vendors' sensors, sampled once a second in a process of their own. */
export interface SensorService {
  /** What is known now; waits once for the very first reading, and then at most `patience`. Never rejects. */
  read(): Promise<SensorResult>;
  /** The same, asked at this moment; what is known where the driver does not answer in time. Never rejects. */
  fresh(): Promise<SensorResult>;
  /** How the process stands; undefined where there is nothing to ask and none was started. */
  status(): SupervisedStatus | undefined;
  /** Looks anew for what there is, and tries again what was given up. Does nothing while the process runs. */
  restart(): void;
  close(): Promise<void>;
}

/** How the process is started. Times in milliseconds; the defaults are for real use. */
export interface StartSensorsOptions {
  readonly launcher: Launcher;
  readonly onChange: (status: SupervisedStatus) => void;
  /** What to try; found out unless told. */
  readonly plan?: SensorPlan | undefined;
  readonly interval?: number;
  /** A reading that takes longer is a driver that hangs. */
  readonly patience?: number;
  readonly firstDelay?: number;
  /** How long the driver may take to open; it wakes its cards one after another when it is first asked. */
  readonly opening?: number;
  /** Where there was nothing to ask, it is looked for again after so long: a card in a case of its own can be plugged in. */
  readonly lookAgain?: number;
}

const entry = processEntry("./main.ts", import.meta.url);
/** This many failures in a row, and the driver is left alone until the next start. */
const FAILURES = 4;

const LOOK_AGAIN = 600_000;

/** A figure older than this says nothing of now: better none. */
const OLDEST = 10_000;

interface Said {
  readonly ready: boolean;
  readonly missing: readonly string[];
}

/**
 * Starts the sensors where this computer has some. A reading that hangs ends the process; it is started again with back-off,
 * and after four failures in a row no more until the node starts anew.
 */
export function startSensors(options: StartSensorsOptions): SensorService {
  const interval = options.interval ?? 1000;
  const patience = options.patience ?? 3000;
  let last: { readonly value: SensorReport; readonly at: number } | undefined;
  let absent: readonly string[] | undefined;
  let supervised: Supervised<SensorClient> | undefined;
  let asked: Promise<void> | undefined;
  let looking: Promise<void> = Promise.resolve();
  let lookedAt = performance.now();
  let closed = false;
  let settle = (): void => {};
  const first = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const sample = async (client: SensorClient, signal: AbortSignal): Promise<void> => {
    const value = await client.read(undefined, { signal });
    last = { value, at: performance.now() };
    settle();
  };
  const giveUp = (reasons: readonly string[]): void => {
    absent = reasons;
    settle();
    void supervised?.close();
  };
  const start = (plan: SensorPlan): void => {
    supervised = supervise<SensorClient>({
      name: "sensors",
      launcher: options.launcher,
      onChange: (status) => {
        if (status.state === "gave-up") settle();
        if (absent === undefined) options.onChange(status);
      },
      spec: () => ({ name: "sensors", entry, args: [JSON.stringify(plan)] }),
      ready: async (process, signal) => {
        const client = portClient<SensorClient>(process);
        const said = await opened(process, signal);
        if (!said.ready) giveUp(said.missing);
        else {
          await withinPatience(sample, client, signal, patience);
          absent = undefined;
        }
        return client;
      },
      readyMillis: options.opening ?? 20_000,
      policy: {
        firstDelay: options.firstDelay ?? 1000,
        longestDelay: 60_000,
        giveUpAfter: FAILURES,
        stableAfter: 60_000,
      },
      health: { check: sample, everyMillis: interval, timeoutMillis: patience },
    });
  };
  const begin = async (): Promise<void> => {
    const plan = options.plan ?? (await planSensors());
    if (closed) return;
    if (plan === undefined) giveUp([]);
    else start(plan);
  };
  let begun = begin();
  /** What was not there stays not there until the new attempt has brought a reading. */
  const lookAgain = async (): Promise<void> => {
    const plan = options.plan ?? (await planSensors());
    if (closed || plan === undefined || absent === undefined) return;
    // On a busy computer the look before may still be under way.
    if (supervised?.status().state === "starting") return;
    await supervised?.close();
    if (!closed) start(plan);
  };
  const lookAgainInTime = (): void => {
    const now = performance.now();
    if (absent === undefined || now - lookedAt < (options.lookAgain ?? LOOK_AGAIN)) return;
    lookedAt = now;
    looking = Promise.all([begun, looking]).then(lookAgain);
  };

  /** Why there is no reading of now, from how the process stands. */
  const trouble = (): string => {
    const status = supervised?.status();
    const why = status?.lastError ?? "it has not answered yet";
    return status?.state === "gave-up"
      ? `${why}. It is asked again when Hearth starts the next time`
      : why;
  };
  const read = (): SensorResult => {
    if (absent !== undefined) return { kind: "absent", reasons: absent };
    const age = last === undefined ? Number.POSITIVE_INFINITY : performance.now() - last.at;
    if (last === undefined || age > OLDEST) return { kind: "failed", reason: trouble() };
    if (supervised?.status().state === "running" && age <= interval + patience) {
      return { kind: "fresh", value: last.value, age };
    }
    return { kind: "stale", value: last.value, age, reason: trouble() };
  };

  /** One question at a time, and none to a process that is not there. */
  const askAnew = async (): Promise<void> => {
    if (supervised?.status().state !== "running") return;
    const late = AbortSignal.timeout(patience);
    await sample(await supervised.whenReady(late), late).catch(() => {});
  };

  return {
    read: async () => {
      lookAgainInTime();
      if (last === undefined && absent === undefined) await atMost(patience, first);
      // Waited for once: a driver that hangs from the start holds up one report.
      settle();
      return read();
    },
    fresh: async () => {
      asked ??= askAnew().finally(() => {
        asked = undefined;
      });
      await asked;
      return read();
    },
    status: () => (absent === undefined ? supervised?.status() : undefined),
    restart: () => {
      if (closed) return;
      if (absent === undefined) {
        supervised?.restart();
        return;
      }
      absent = undefined;
      begun = Promise.all([begun, looking, supervised?.close()]).then(begin);
    },
    close: async () => {
      closed = true;
      settle();
      await Promise.all([begun, looking]);
      await supervised?.close();
    },
  };
}

/** The first reading has no more time than the later ones. */
async function withinPatience(
  sample: (client: SensorClient, signal: AbortSignal) => Promise<void>,
  client: SensorClient,
  signal: AbortSignal,
  patience: number,
): Promise<void> {
  const late = AbortSignal.timeout(patience);
  await sample(client, AbortSignal.any([signal, late])).catch((error: unknown) => {
    throw late.aborted ? new Error("it stopped answering") : error;
  });
}

async function atMost(millis: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, millis);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}

function opened(process: RunningProcess, signal: AbortSignal): Promise<Said> {
  return new Promise((resolve, reject) => {
    const stop = process.onMessage((message) => {
      if (typeof message !== "object" || message === null || !("ready" in message)) return;
      stop();
      const missing = "missing" in message && Array.isArray(message.missing) ? message.missing : [];
      resolve({ ready: message.ready === true, missing: missing.map(String) });
    });
    signal.addEventListener("abort", () => {
      stop();
      reject(new HearthError("CANCELLED"));
    });
  });
}
