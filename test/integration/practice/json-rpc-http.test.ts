import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RpcNode, startRpcNode } from "./rpc-node.ts";

let run: RpcNode;
let url: string;
beforeAll(async () => {
  run = await startRpcNode();
  url = run.node.endpoint.replace("ws:", "http:");
});
afterAll(() => run.close());

async function post(
  body: unknown,
  headers: Record<string, string> = { "content-type": "application/json" },
): Promise<{ status: number; text: string }> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, { method: "POST", headers, body: text });
  return { status: response.status, text: await response.text() };
}
const request = { jsonrpc: "2.0", id: 1, method: "system_chain" };

describe("JSON-RPC by HTTP POST, as curl sends it", () => {
  it("answers requests and batches on the same port", async () => {
    const { status, text } = await post(request);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ jsonrpc: "2.0", id: 1, result: "Hearth Practice" });
    const batch = await post([request, { ...request, id: "b", method: "no" }]);
    expect(JSON.parse(batch.text)).toMatchObject([{ id: 1 }, { id: "b", error: { code: -32601 } }]);
    expect(await post("{")).toMatchObject({ status: 200, text: expect.stringContaining("-32700") });
    expect(await post({ jsonrpc: "2.0", method: "system_chain" })).toEqual({
      status: 200,
      text: "",
    });
  });

  it("has no subscriptions, which need a connection that stays", async () => {
    const { text } = await post({ ...request, method: "chain_subscribeNewHeads" });
    expect(JSON.parse(text)).toMatchObject({ error: { code: -32603 } });
  });

  it("answers GET /health, and refuses other methods, types and lengths in jsonrpsee's words", async () => {
    const health = await fetch(`${url}/health`);
    expect(await health.json()).toMatchObject({ result: { isSyncing: false } });
    expect((await fetch(url)).status).toBe(405);
    expect((await post(request, { "content-type": "text/plain" })).status).toBe(415);
    const long = JSON.stringify({ ...request, params: ["x".repeat(16 << 20)] });
    // The answer may come while the rest of the body is still on its way, which ends the connection.
    const refused = await post(long).then(
      ({ status }) => status,
      () => 413,
    );
    expect(refused).toBe(413);
    expect((await post(request)).status).toBe(200);
  });

  it("lets no web page in but this machine's own", async () => {
    const headers = { "content-type": "application/json", origin: "https://example.org" };
    expect(await post(request, headers)).toEqual({
      status: 403,
      text: "Provided Host header is not whitelisted.\n",
    });
    const own = { "content-type": "application/json", origin: "http://localhost:5173" };
    expect((await post(request, own)).status).toBe(200);
  });
});
