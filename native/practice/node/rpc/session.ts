import { randomBytes } from "node:crypto";
import { limitExceeded, rpcCodes } from "./failure.ts";
import { MOST_SUBSCRIPTIONS } from "./limits.ts";

/** One client's connection, as methods see it. */
export class Session {
  readonly #send: (message: unknown) => void;
  readonly #subscriptions = new Map<string, () => void>();
  #afterAnswer: (() => void)[] = [];
  readonly #ending = new AbortController();
  #made = 0;

  constructor(send: (message: unknown) => void) {
    this.#send = send;
  }

  /**
   * Opens a subscription: `start` gets the way to notify and returns the way to stop. It runs after the answer with the id
   * has been sent, so no notification can overtake it.
   */
  subscribe(
    method: string,
    start: (notify: (result: unknown) => void, end: () => void) => () => void,
  ): string {
    if (this.#subscriptions.size >= MOST_SUBSCRIPTIONS) {
      throw limitExceeded(
        rpcCodes.tooManySubscriptions,
        "Too many subscriptions on the connection",
        MOST_SUBSCRIPTIONS,
      );
    }
    const id = randomBytes(8).toString("base64url");
    this.#subscriptions.set(id, () => undefined);
    this.#made += 1;
    const notify = (result: unknown): void => {
      if (this.#subscriptions.has(id)) this.notify(method, id, result);
    };
    this.afterAnswer(() => {
      if (!this.#subscriptions.has(id)) return;
      const stop = start(notify, () => void this.unsubscribe(id));
      if (this.#subscriptions.has(id)) this.#subscriptions.set(id, stop);
      else stop();
    });
    return id;
  }

  /** Subscriptions opened here so far, ended ones too. */
  get subscriptionsMade(): number {
    return this.#made;
  }

  /** Ends a subscription. False when there is none of that id. */
  unsubscribe(id: unknown): boolean {
    const stop = typeof id === "string" ? this.#subscriptions.get(id) : undefined;
    if (!stop) return false;
    this.#subscriptions.delete(id as string);
    stop();
    return true;
  }

  /** Sends one notification. */
  notify(method: string, subscription: string, result: unknown): void {
    if (!this.closing.aborted)
      this.#send({ jsonrpc: "2.0", method, params: { subscription, result } });
  }

  /** Runs `work` once the answer to the running request is sent. */
  afterAnswer(work: () => void): void {
    this.#afterAnswer.push(work);
  }

  /** Aborts when the connection ends, for what is not to go on without it. */
  get closing(): AbortSignal {
    return this.#ending.signal;
  }

  /** Called by the connection after each answer. */
  answered(): void {
    this.takeWork()();
  }

  /** What waits for the answer to the message just read; run it once that answer is sent. */
  takeWork(): () => void {
    const work = this.#afterAnswer;
    this.#afterAnswer = [];
    return () => {
      for (const each of work) if (!this.closing.aborted) each();
    };
  }

  /** Ends every subscription. */
  close(): void {
    this.#ending.abort();
    const stops = [...this.#subscriptions.values()];
    this.#subscriptions.clear();
    for (const stop of stops) stop();
  }
}
