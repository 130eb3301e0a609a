import { expect, test } from "vitest";
import { stateFailure, timedRpc } from "../../../native/chain/rpc.ts";

class RpcFault extends Error {
  readonly code: number;
  readonly data: unknown;
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
const rpc = (send: () => Promise<unknown>) => timedRpc(send, () => "ws://node", 20);

test("a request that is never answered ends as CHAIN_UNREACHABLE", async () => {
  await expect(rpc(() => new Promise(() => undefined))("x", [])).rejects.toMatchObject({
    code: "CHAIN_UNREACHABLE",
    detail: { endpoint: "ws://node" },
  });
});

test("an unknown method is CHAIN_LACKS, a destroyed client CHAIN_UNREACHABLE, the rest passes", async () => {
  const unknown = rpc(() => Promise.reject(new RpcFault(-32601, "Method not found")));
  await expect(unknown("state_x", [])).rejects.toMatchObject({
    code: "CHAIN_LACKS",
    detail: { what: "state_x" },
  });
  const destroyed = rpc(() =>
    Promise.reject(Object.assign(new Error(), { name: "DestroyedError" })),
  );
  await expect(destroyed("x", [])).rejects.toMatchObject({ code: "CHAIN_UNREACHABLE" });
  const fault = new RpcFault(1010, "Invalid Transaction", "Custom error: 6");
  await expect(rpc(() => Promise.reject(fault))("x", [])).rejects.toBe(fault);
});

test.each([
  new RpcFault(4003, "Client error: UnknownBlock: State already discarded for 0xab"),
  new RpcFault(-32000, "Client error", "State already discarded for 0xab"),
])("pruned state is STATE_DISCARDED (%s)", (fault) => {
  expect(stateFailure(fault, "0xab")).toMatchObject({
    code: "STATE_DISCARDED",
    detail: { block: "0xab" },
  });
});

test("other failures of a state read stay what they are", () => {
  const fault = new RpcFault(-32602, "Invalid params");
  expect(stateFailure(fault, "0xab")).toBe(fault);
});
