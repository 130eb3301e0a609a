import { describe, expect, it } from "vitest";
import type { ChainClient } from "../../../native/chain/chain-port.ts";
import { announce } from "../../../native/miner/steps/announce.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import { fakeSubnet } from "../../fakes/fake-subnet.ts";

const hotkey = keypairFromUri("//Alice");

function announcing(subnet = fakeSubnet(), ip = "127.0.0.2", port = 8091) {
  const waits: number[] = [];
  const stop = new AbortController();
  const onWait = (block: number): void => void waits.push(block);
  const { chain } = subnet;
  const done = announce({ chain, netuid: 1, hotkey, ip, port, onWait, signal: stop.signal });
  return { subnet, waits, stop, done };
}

describe("announcing an endpoint", () => {
  it("is one serve_axon of the hotkey, in the chain's own form", async () => {
    const subnet = fakeSubnet();
    subnet.add(hotkey.address, "miner");
    const { done } = announcing(subnet);
    expect(await done).toMatchObject({ changed: true });
    expect(subnet.chain.submissions).toMatchObject([
      {
        address: hotkey.address,
        call: {
          name: "serve_axon",
          args: { ip: 0x7f000002n, port: 8091, ip_type: 4, protocol: 4 },
        },
      },
    ]);
    expect(await announcing(subnet).done).toEqual({ changed: false });
    expect(subnet.chain.submissions).toHaveLength(1);
  });

  it("waits out the rate limit, says until which block, and leaves when told", async () => {
    const subnet = fakeSubnet();
    subnet.add(hotkey.address, "miner");
    await announcing(subnet).done;
    const again = announcing(subnet, "127.0.0.2", 9000);
    await expect.poll(() => again.waits).toHaveLength(1);
    const [block = 0] = again.waits;
    while ((subnet.chain.state().best?.number ?? 0) < block) subnet.block();
    expect(await again.done).toMatchObject({ changed: true });
    const third = announcing(subnet, "127.0.0.2", 9001);
    await expect.poll(() => third.waits).toHaveLength(1);
    third.stop.abort(new Error("left"));
    await expect(third.done).rejects.toThrow("left");
    expect(subnet.chain.submissions).toHaveLength(2);
  });

  it("follows what was sent to its block, also where another place is to be announced by then", async () => {
    const subnet = fakeSubnet();
    subnet.add(hotkey.address, "miner");
    const [sent, block] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const chain: ChainClient = {
      ...subnet.chain,
      submit: async (call, signer, options) => {
        sent.resolve();
        await block.promise;
        return subnet.chain.submit(call, signer, options);
      },
    };
    const [moved, ended] = [new AbortController(), new AbortController()];
    const done = announce({
      ...{ chain, netuid: 1, hotkey, ip: "127.0.0.2", port: 8091, onWait: () => undefined },
      ...{ signal: moved.signal, ended: ended.signal },
    });
    await sent.promise;
    moved.abort();
    block.resolve();
    expect(await done).toMatchObject({ changed: true });
    await expect(announcing(subnet).done).resolves.toEqual({ changed: false });
  });

  it("refuses what is no address before anything is sent", async () => {
    await expect(announcing(fakeSubnet(), "home.example").done).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
  });
});
