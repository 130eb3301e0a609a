import { createServer } from "node:net";
import { expect, test } from "vitest";
import { hearth, refusedStart, startProduct, temporaryFolder } from "../../fakes/product.ts";

/** A network of one's own, whose node nobody has started: nothing is dialled but a closed port of this computer. */
async function closedChain(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return `ws://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

test("flags say how validators reach the miner, are kept, and are the same by the command line", async () => {
  const folder = temporaryFolder("endpoint");
  const network = ["--network", await closedChain()];
  const flags = ["--forward", "--miner-port", "42017", "--announce", "9.9.9.9:7000"];
  const first = await startProduct({
    folder: folder.path,
    parameters: [...network, ...flags],
  });
  const settings = {
    ...{ listen: "home", forward: true, port: 42_017 },
    ...{ announceAddress: "9.9.9.9", announcePort: 7_000 },
  };
  // The router is not asked before it is to forward.
  expect(await first.client.mining.endpoint({})).toMatchObject({
    ...{ settings, practice: false, router: { state: "idle" } },
  });
  await first[Symbol.asyncDispose]();

  const second = await startProduct({ folder: folder.path, parameters: network });
  const shown = await hearth(["call", "mining.endpoint", "--data-dir", folder.path]);
  expect(JSON.parse(shown.stdout)).toMatchObject({ settings });
  const wished = JSON.stringify({ listen: "thisComputer", forward: true });
  const refused = await hearth(["call", "mining.saveEndpoint", wished, "--data-dir", folder.path]);
  expect(JSON.parse(refused.stderr)).toMatchObject({ code: "BAD_INPUT" });
  expect((await second.client.mining.endpoint({})).settings).toEqual(settings);
  await second[Symbol.asyncDispose]();
  folder.remove();
}, 240_000);

test("on the practice network they are refused with the reason", async () => {
  const folder = temporaryFolder("endpoint");
  const refused = await refusedStart({ folder: folder.path, parameters: ["--forward"] });
  expect(refused.code).toBe(1);
  expect(refused.line).toMatchObject({ ready: false, code: "BAD_INPUT" });
  expect(refused.stderr).toContain("On the practice network everything stays on this computer");
  folder.remove();
});
