import { WebSocket } from "ws";

const PATIENCE_MILLIS = 60_000;

/** A connection that sends whatever it is given and waits until the node has dealt with it. */
export class FuzzConnection {
  readonly #endpoint: string;
  #socket: WebSocket;
  #marks = 0;
  #waiting: { readonly mark: string; readonly done: () => void } | undefined;
  /** How often the node closed it. */
  closed = 0;

  private constructor(endpoint: string, socket: WebSocket) {
    this.#endpoint = endpoint;
    this.#socket = socket;
  }

  static async open(endpoint: string): Promise<FuzzConnection> {
    const connection = new FuzzConnection(endpoint, await connected(endpoint));
    connection.#listen();
    return connection;
  }

  /** Sends; resolves when a question asked right after it is answered, or the node has closed the connection. */
  async send(data: string | Uint8Array): Promise<void> {
    const socket = this.#socket;
    this.#marks += 1;
    const mark = `mark-${this.#marks}`;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(
          new Error(`no answer within ${PATIENCE_MILLIS} ms to ${String(data).slice(0, 2_000)}`),
        );
      }, PATIENCE_MILLIS);
      const done = (): void => {
        clearTimeout(late);
        resolve();
      };
      this.#waiting = { mark, done };
      socket.once("close", done);
      socket.send(data);
      socket.send(JSON.stringify({ jsonrpc: "2.0", id: mark, method: "system_chain" }));
    });
    socket.removeAllListeners("close");
    if (socket.readyState === socket.OPEN) return;
    this.closed += 1;
    await this.renew();
  }

  /** Breaks off without a word and comes back. */
  async renew(): Promise<void> {
    this.#socket.terminate();
    this.#socket = await connected(this.#endpoint);
    this.#listen();
  }

  end(): void {
    this.#socket.terminate();
  }

  #listen(): void {
    this.#socket.on("message", (data) => {
      const { mark, done } = this.#waiting ?? {};
      // Only the whole answer to the question after it counts, not its words quoted in another.
      if (mark !== undefined && String(data).includes(`"id":"${mark}"`)) done?.();
    });
    this.#socket.on("error", () => undefined);
  }
}

function connected(endpoint: string): Promise<WebSocket> {
  const socket = new WebSocket(endpoint, { maxPayload: 256 << 20 });
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(socket));
    socket.once("error", reject);
  });
}
