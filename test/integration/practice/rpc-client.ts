import { WebSocket } from "ws";

/** A message from a practice node. */
export interface RpcMessage {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
  readonly method?: string;
  readonly params?: { readonly subscription: string; readonly result: unknown };
}

/** One connection to a practice node over its real socket. */
export class RpcClient {
  readonly socket: WebSocket;
  readonly #waiting = new Map<unknown, (message: RpcMessage) => void>();
  readonly #heard: ((message: RpcMessage) => void)[] = [];
  #ids = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => this.#receive(JSON.parse(String(data)) as RpcMessage));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      for (const settle of this.#waiting.values())
        settle({ error: { code: 0, message: "closed" } });
      this.#waiting.clear();
    });
  }

  /** Connects; rejects where nobody listens. */
  static async open(endpoint: string): Promise<RpcClient> {
    const socket = new WebSocket(endpoint);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return new RpcClient(socket);
  }

  /** Asks; an error is part of the answer, also where the connection ends before it. */
  ask(method: string, params: readonly unknown[] = []): Promise<RpcMessage> {
    this.#ids += 1;
    const id = this.#ids;
    return new Promise((resolve) => {
      if (this.socket.readyState !== this.socket.OPEN) {
        resolve({ error: { code: 0, message: "closed" } });
        return;
      }
      this.#waiting.set(id, resolve);
      this.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    });
  }

  /** Asks for a result; rejects with the error's words. */
  async result<T = unknown>(method: string, params: readonly unknown[] = []): Promise<T> {
    const { error, result } = await this.ask(method, params);
    if (error) throw new Error(`${method}: ${error.code} ${error.message}`);
    return result as T;
  }

  /** Subscribes; `listener` hears every notification of it. */
  async subscribe<T>(
    method: string,
    params: readonly unknown[],
    listener: (result: T) => void,
  ): Promise<void> {
    const early: RpcMessage[] = [];
    let id: unknown;
    const tell = ({ params: told }: RpcMessage): void => {
      if (told?.subscription === id) listener(told?.result as T);
    };
    this.#heard.push((message) => {
      if (id === undefined) early.push(message);
      else tell(message);
    });
    id = await this.result(method, params);
    for (const message of early) tell(message);
  }

  close(): void {
    this.socket.close();
  }

  #receive(message: RpcMessage): void {
    const settle = this.#waiting.get(message.id);
    if (settle) {
      this.#waiting.delete(message.id);
      settle(message);
    } else if (message.method !== undefined) for (const hear of this.#heard) hear(message);
  }
}
