import { call, os } from "@orpc/server";
import { expect, test } from "vitest";
import * as z from "zod";
import { fromRpcError, toRpcError } from "../../../native/processes/rpc-errors.ts";

const procedure = os
  .input(z.object({ run: z.object({ sequences: z.number().int().max(16) }), name: z.string() }))
  .handler(() => "taken");

async function refusal(input: unknown): Promise<unknown> {
  return call(procedure, input as never).then(
    () => "taken",
    (error: unknown) => fromRpcError(toRpcError(error)),
  );
}

test("a refusal by a schema names the field and what is wrong with it", async () => {
  expect(await refusal({ run: { sequences: 64 }, name: "a" })).toMatchObject({
    code: "BAD_INPUT",
    detail: { reason: expect.stringMatching(/^run\.sequences: Too big/) },
  });
  expect(await refusal("nothing")).toMatchObject({
    code: "BAD_INPUT",
    detail: { reason: expect.stringMatching(/^Invalid input/) },
  });
});

test("a refused value is not repeated, since it may be a secret", async () => {
  const told = JSON.stringify(await refusal({ run: { sequences: 1 }, name: { word: "abandon" } }));
  expect(told).toContain("name: Invalid input");
  expect(told).not.toContain("abandon");
});
