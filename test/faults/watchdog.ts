import { setTimeout as delay } from "node:timers/promises";
import { RpcClient } from "../integration/practice/rpc-client.ts";

const EVERY_MILLIS = 100;

/** Asks a node for its health all the while, on a connection of its own, and keeps the longest wait. */
export class Watchdog {
  readonly #client: RpcClient;
  #stopped = false;
  /** The longest wait for an answer so far, milliseconds. */
  slowest = 0;

  private constructor(client: RpcClient) {
    this.#client = client;
  }

  static async start(endpoint: string): Promise<Watchdog> {
    const watchdog = new Watchdog(await RpcClient.open(endpoint));
    void watchdog.#watch();
    return watchdog;
  }

  stop(): void {
    this.#stopped = true;
    this.#client.close();
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      const asked = performance.now();
      await this.#client.ask("system_health");
      this.slowest = Math.max(this.slowest, Math.round(performance.now() - asked));
      await delay(EVERY_MILLIS);
    }
  }
}
