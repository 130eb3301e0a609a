import { WebSocket } from "ws";
import { HearthError } from "../api/errors.ts";

/**
 * Asks a practice chain one thing over JSON-RPC. Ctrl-C closes the connection, with which the node stops what it does for it.
 * Throws CHAIN_UNREACHABLE where nobody answers, and BAD_INPUT, NOT_READY, CHAIN_LACKS or INTERNAL for what the node refuses.
 */
export async function askPractice(
  endpoint: string,
  method: string,
  params: readonly unknown[],
): Promise<unknown> {
  const socket = opened(endpoint);
  const leave = (): void => socket.close();
  process.once("SIGINT", leave);
  process.once("SIGTERM", leave);
  try {
    const message = await new Promise<string>((done, fail) => {
      const lost = (): void => fail(new HearthError("CHAIN_UNREACHABLE", { endpoint }));
      socket.once("open", () =>
        socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params })),
      );
      socket.once("message", (data) => done(String(data)));
      socket.on("error", lost);
      socket.once("close", lost);
    });
    const { result, error } = JSON.parse(message) as {
      result?: unknown;
      error?: { code: number; message: string };
    };
    if (error) throw refusal(method, error);
    return result;
  } finally {
    process.off("SIGINT", leave);
    process.off("SIGTERM", leave);
    socket.close();
  }
}

function opened(endpoint: string): WebSocket {
  try {
    return new WebSocket(endpoint, { maxPayload: 1 << 30 });
  } catch (error) {
    const reason = `${endpoint} is no address of a chain, such as ws://127.0.0.1:9944`;
    throw new HearthError("BAD_INPUT", { reason }, { cause: error });
  }
}

const INVALID_PARAMS = -32602;
const METHOD_NOT_FOUND = -32601;
const REFUSED = 4100;

function refusal(method: string, { code, message }: { code: number; message: string }) {
  switch (code) {
    case INVALID_PARAMS:
      return new HearthError("BAD_INPUT", { reason: message });
    case REFUSED:
      return new HearthError("NOT_READY", { what: "The practice chain", reason: message });
    case METHOD_NOT_FOUND:
      return new HearthError("CHAIN_LACKS", { what: method });
    default:
      return new HearthError("INTERNAL", { reason: message });
  }
}
