import { HearthError } from "../api/errors.ts";
import { processEntry } from "../processes/entry.ts";
import type { ExitStatus, Launcher, RunningProcess } from "../processes/launcher.ts";
import { encodeAddress } from "../protocol/ss58.ts";
import { failureOf, type SignerRequest, signerReply } from "./signer-protocol.ts";
import { turns } from "./turns.ts";

/** An unlocked coldkey: its secret is in the signer process, its signatures come from there. */
export interface UnlockedColdkey {
  readonly address: string;
  readonly publicKey: Uint8Array;
  /** 64-byte sr25519 signature. */
  sign(payload: Uint8Array): Promise<Uint8Array>;
}

/** The only way to a coldkey's signature. Each call is one action: a process of its own that ends with it. */
export interface ColdkeySigner {
  /** Signs all payloads with one unlocking. Throws WRONG_PASSWORD or KEYFILE_DAMAGED. */
  sign(request: {
    readonly keyfile: Uint8Array;
    readonly password: string;
    readonly payloads: readonly Uint8Array[];
  }): Promise<Uint8Array[]>;
  /**
   * Unlocks for as long as `action` runs: several transactions, one password. Throws WRONG_PASSWORD or KEYFILE_DAMAGED
   * before `action` starts, CANCELLED when `signal` aborts; whatever `action` throws passes through.
   */
  withColdkey<T>(
    keyfile: Uint8Array,
    password: string,
    action: (coldkey: UnlockedColdkey) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
  /** Encrypts keyfile JSON for a new wallet; the seconds and the 512 MiB are spent in the process. */
  seal(json: string, password: string): Promise<Uint8Array>;
}

type Question = SignerRequest extends infer R
  ? R extends SignerRequest
    ? Omit<R, "id">
    : never
  : never;
type Ask = (question: Question) => Promise<Uint8Array[]>;

const KILL_AFTER_MILLIS = 1000;

/** A coldkey signer over processes that `launcher` starts. */
export function createSigner({ launcher }: { readonly launcher: Launcher }): ColdkeySigner {
  // Unlocking and sealing take 512 MiB each, so a row of impatient clicks must not do them side by side.
  const inTurn = turns();
  const entry = processEntry("./signer-process.ts", import.meta.url);

  const inProcess = async <T>(
    action: (ask: Ask) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> => {
    if (signal?.aborted) throw new HearthError("CANCELLED");
    const child = launcher.launch({ name: "signer", entry });
    const abort = (): void => child.kill("SIGKILL");
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await action(askOver(child, signal));
    } finally {
      signal?.removeEventListener("abort", abort);
      await end(child);
    }
  };

  const withColdkey: ColdkeySigner["withColdkey"] = (keyfile, password, action, signal) =>
    inProcess(async (ask) => {
      const unlock = () => ask({ kind: "unlock", keyfile, password });
      const publicKey = only(await inTurn(unlock, signal));
      return action({
        address: encodeAddress(publicKey),
        publicKey,
        sign: async (payload) => only(await ask({ kind: "sign", payloads: [payload] })),
      });
    }, signal);

  return {
    withColdkey,
    sign: ({ keyfile, password, payloads }) =>
      inProcess(async (ask) => {
        await inTurn(() => ask({ kind: "unlock", keyfile, password }));
        return ask({ kind: "sign", payloads: [...payloads] });
      }),
    seal: (json, password) =>
      inProcess(async (ask) => only(await inTurn(() => ask({ kind: "seal", json, password })))),
  };
}

/** Questions and answers by number over the child's channel; all open ones fail when it ends. */
function askOver(child: RunningProcess, signal: AbortSignal | undefined): Ask {
  const open = new Map<
    number,
    { resolve: (values: Uint8Array[]) => void; reject: (error: Error) => void }
  >();
  let ended: HearthError | undefined;
  let last = 0;
  child.onMessage((message) => {
    const reply = signerReply.safeParse(message);
    if (!reply.success) return;
    const waiting = open.get(reply.data.id);
    open.delete(reply.data.id);
    if ("values" in reply.data) waiting?.resolve(reply.data.values);
    else waiting?.reject(failureOf(reply.data.failure));
  });
  child.exited.then((status) => {
    ended = signal?.aborted ? new HearthError("CANCELLED") : died(status, child.stderrTail());
    for (const waiting of open.values()) waiting.reject(ended);
    open.clear();
  });
  return (question) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      last += 1;
      open.set(last, { resolve, reject });
      child.postMessage({ ...question, id: last } satisfies SignerRequest);
    });
}

async function end(child: RunningProcess): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MILLIS);
  await child.exited;
  clearTimeout(timer);
}

function died(status: ExitStatus, tail: string): HearthError {
  const cause = status.signal ?? `code ${status.code}`;
  const said = tail.trim().split("\n").at(-1) ?? "";
  return new HearthError("INTERNAL", {
    reason: `The signer process ended (${cause}). ${said}`.trim(),
  });
}

function only(values: Uint8Array[]): Uint8Array {
  const [value] = values;
  if (value) return value;
  throw new HearthError("INTERNAL", { reason: "The signer process answered nothing." });
}
