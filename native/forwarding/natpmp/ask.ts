import { createSocket } from "node:dgram";
import { setTimeout as delay } from "node:timers/promises";
import { RouterTrouble } from "../router-port.ts";
import { type PmpAnswer, type PmpQuestion, readAnswer, writeQuestion } from "./message.ts";

/** Asked again after these pauses, each twice the one before (RFC 6886, section 3.1, which goes on to 64 s; people wait less). */
const PAUSES = [250, 500, 1_000, 2_000];

/** One router's NAT-PMP. */
export interface PmpPlace {
  readonly host: string;
  readonly port: number;
}

/**
 * Asks one question, again where the datagram seems lost, for under four seconds. The socket is connected, so that nobody but the
 * router is heard. Throws RouterTrouble, "noRouter" where nothing listens there, or the signal's reason.
 */
export async function askPmp(
  place: PmpPlace,
  question: PmpQuestion,
  signal: AbortSignal,
): Promise<PmpAnswer> {
  signal.throwIfAborted();
  const socket = createSocket("udp4");
  const ended = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<PmpAnswer>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  socket.on("message", (bytes) => {
    try {
      const answer = readAnswer(bytes, question);
      if (answer) resolve(answer);
    } catch (error) {
      reject(error);
    }
  });
  // The system tells where nothing listens there.
  socket.on("error", (error) =>
    reject(new RouterTrouble("noRouter", "no NAT-PMP there", { cause: error })),
  );
  socket.on("connect", () => void askAgain());
  async function askAgain(): Promise<void> {
    for (const pause of PAUSES) {
      if (ended.signal.aborted) return;
      socket.send(writeQuestion(question));
      await delay(pause, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    }
    reject(new RouterTrouble("silent", "no answer by NAT-PMP"));
  }
  try {
    socket.connect(place.port, place.host);
    return await promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
    ended.abort();
    socket.close();
  }
}
