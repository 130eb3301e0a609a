import type { Dispatcher } from "undici";
import { credentialsOf, firstHop, type Hop, isRedirect } from "../../../engine/gguf/remote/hop.ts";
import type { WayOut } from "../../../engine/gguf/remote/way-out.ts";
import { createSteadyClock } from "../speed/steady-clock.ts";
import type { AskedPiece, BelievedAnswer, Headers } from "./answer.ts";
import { text } from "./answer.ts";
import { FetchProblem, transportProblem } from "./problem.ts";
import { nextAddress } from "./redirect.ts";

/** One question to one server. */
export interface RangedRequest extends AskedPiece {
  readonly address: string;
  /** The strong ETag or date that the piece must still belong to. */
  readonly ifRange?: string | undefined;
  readonly signal: AbortSignal;
  /** With hardly a byte for this long the request has failed. */
  readonly stallMillis: number;
  /** Where earlier redirects led; asked straight while it still answers, so that a chunk costs one question and not two. */
  readonly shortcut?: Shortcut;
  /** Looks at the answer's head and says how much of the body is believed; throws FetchProblem to refuse it. */
  readonly onHead: (head: AnswerHead) => BelievedAnswer;
  /** Once, before the first bytes; nothing is read until it is done. */
  readonly onAnswer?: (answer: BelievedAnswer) => Promise<void>;
  /** Takes the bytes that follow those before. What it answers is waited for before more is read. */
  readonly onBytes: (bytes: Buffer) => Promise<unknown> | undefined;
}

/** The place that redirects led to, as long as it holds. */
export interface Shortcut {
  to?: Hop;
}

/** An answer's status and headers, and the ETag that a redirecting host gave for the file it sends to. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Headers;
  readonly linkedEtag?: string;
}

const AGENT = "Hearth";
/** A stall is one whatever the computer's clock was set to meanwhile. */
const clock = createSteadyClock();
/** Fewer bytes than these in the time of a stall are one: a connection that drips is no better than a silent one. */
const LEAST_BYTES = 4_096;
/** Bytes of text that a redirect may carry. */
const LONGEST_REDIRECT = 65_536;

/**
 * Asks for a piece of a file, follows redirects, and hands over the bytes as they come. Resolves when all that was believed has
 * come; rejects with FetchProblem, with what a callback threw, or with the signal's reason.
 */
export async function requestRange(way: WayOut, request: RangedRequest): Promise<BelievedAnswer> {
  const { shortcut } = request;
  if (shortcut?.to !== undefined) {
    const outcome = await once(way, request, shortcut.to, undefined).catch((error: unknown) => {
      // Whatever is wrong there, the host itself may lead elsewhere by now.
      delete shortcut.to;
      // A signature that has run out.
      if (error instanceof FetchProblem && error.kind === "refused") return undefined;
      throw error;
    });
    if (outcome?.kind === "answer") return outcome.answer;
  }
  return fromTheStart(way, request);
}

async function fromTheStart(way: WayOut, request: RangedRequest): Promise<BelievedAnswer> {
  const { shortcut } = request;
  let hop = firstHop(new URL(request.address), way);
  let linkedEtag: string | undefined;
  for (let count = 1; ; count += 1) {
    const outcome = await once(way, request, hop, linkedEtag);
    if (outcome.kind === "answer") {
      if (shortcut !== undefined && count > 1) shortcut.to = hop;
      return outcome.answer;
    }
    hop = nextAddress(hop, outcome.location, count, way);
    linkedEtag ??= outcome.linkedEtag;
  }
}

type Outcome =
  | { readonly kind: "answer"; readonly answer: BelievedAnswer }
  | {
      readonly kind: "redirect";
      readonly location: string | undefined;
      readonly linkedEtag: string | undefined;
    };

function once(
  way: WayOut,
  request: RangedRequest,
  { address, nearest }: Hop,
  linkedEtag: string | undefined,
): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  let controller: Dispatcher.DispatchController | undefined;
  let outcome: Outcome | undefined;
  let came = 0;
  let holds = 0;
  let heardAt = clock.now();
  let since = 0;
  let isOver = false;
  const fail = (error: unknown): void => {
    settle();
    reject(error);
    controller?.abort(error instanceof Error ? error : new Error(String(error)));
  };
  const onAbort = (): void => fail(request.signal.reason);
  const watch = setInterval(
    () => {
      if (holds === 0 && clock.now() - heardAt > request.stallMillis)
        fail(stalled(since, request.stallMillis));
    },
    Math.min(1_000, request.stallMillis / 4),
  );
  const settle = (): void => {
    isOver = true;
    clearInterval(watch);
    request.signal.removeEventListener("abort", onAbort);
  };
  let onLetGo = (): void => undefined;
  const wait = (work: Promise<unknown>): void => {
    holds += 1;
    controller?.pause();
    work.then(
      () => {
        holds -= 1;
        heardAt = clock.now();
        since = 0;
        if (holds > 0) return;
        controller?.resume();
        onLetGo();
      },
      (error: unknown) => fail(error),
    );
  };
  const finish = (): void => {
    if (isOver) return;
    if (holds > 0) {
      // The last bytes are still being taken in.
      onLetGo = finish;
      return;
    }
    settle();
    if (outcome?.kind === "answer") {
      const { end, start } = outcome.answer;
      if (end !== undefined && came < end - start) {
        reject(new FetchProblem("cut", `${came} of ${end - start} bytes came`));
        return;
      }
    }
    if (outcome === undefined) reject(new FetchProblem("lie", "an answer without a head"));
    else resolve(outcome);
  };
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (given) => {
      controller = given;
      // Given up while it still waited for its connection.
      if (isOver) given.abort(new Error("given up"));
    },
    onResponseStart: (_given, status, headers) => {
      heardAt = clock.now();
      if (status < 200) return;
      try {
        if (isRedirect(status)) {
          const linked = text(headers, "x-linked-etag");
          outcome = { kind: "redirect", location: text(headers, "location"), linkedEtag: linked };
          return;
        }
        const answer = request.onHead({
          status,
          headers,
          ...(linkedEtag === undefined ? {} : { linkedEtag }),
        });
        outcome = { kind: "answer", answer };
        if (request.onAnswer) wait(request.onAnswer(answer));
      } catch (error) {
        fail(error);
      }
    },
    onResponseData: (_given, bytes) => {
      // A paused answer without an announced length gives an empty piece each time it is let go. One that is waited for would be
      // paused for, let go, and given again without end.
      if (isOver || bytes.length === 0) return;
      came += bytes.length;
      since += bytes.length;
      if (since >= LEAST_BYTES) {
        heardAt = clock.now();
        since = 0;
      }
      if (outcome?.kind !== "answer") {
        if (came > LONGEST_REDIRECT) fail(new FetchProblem("lie", "a redirect without an end"));
        return;
      }
      const { end, start } = outcome.answer;
      if (end !== undefined && came > end - start) {
        fail(new FetchProblem("lie", "more bytes than were announced"));
        return;
      }
      try {
        const work = request.onBytes(bytes);
        if (work !== undefined) wait(work);
      } catch (error) {
        fail(error);
      }
    },
    onResponseEnd: finish,
    onResponseError: (_given, error) => {
      settle();
      reject(
        request.signal.aborted
          ? request.signal.reason
          : transportProblem(error, came > 0, address.hostname),
      );
    },
  };
  request.signal.addEventListener("abort", onAbort);
  if (request.signal.aborted) onAbort();
  else {
    try {
      way.dispatcher(nearest).dispatch(question(request, address), handler);
    } catch (error) {
      // A proxy that is none, a way that is closed. Thrown from here, nobody would hold the promise that the watch rejects later.
      fail(error);
    }
  }
  return promise;
}

function stalled(bytes: number, millis: number): FetchProblem {
  const much = bytes === 0 ? "nothing came" : `only ${bytes} bytes came`;
  return new FetchProblem("stall", `${much} for ${millis / 1000} s`);
}

function question(
  { start, end, ifRange }: RangedRequest,
  address: URL,
): Dispatcher.DispatchOptions {
  const range = end === undefined ? {} : { range: `bytes=${start}-${end - 1}` };
  return {
    origin: address.origin,
    path: address.pathname + address.search,
    method: "GET",
    headers: {
      "user-agent": AGENT,
      accept: "*/*",
      "accept-encoding": "identity",
      ...range,
      ...(ifRange === undefined || end === undefined ? {} : { "if-range": ifRange }),
      ...credentialsOf(address),
    },
  };
}
