import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID, PracticeChain } from "./practice-chain.ts";

const axon = {
  netuid: NETUID,
  version: 1,
  ip: 0x7f00_0002n,
  port: 8_091,
  ip_type: 4,
  protocol: 4,
  placeholder1: 0,
  placeholder2: 0,
};

function served(): { chain: PracticeChain; hotkey: string } {
  const chain = new PracticeChain();
  chain.advance();
  return { chain, hotkey: chain.accounts.miners[0]!.hotkey };
}

test("a miner announces where it listens", () => {
  const { chain, hotkey } = served();
  expect(chain.call(hotkey, "serve_axon", axon)).toBe("ok");
  expect(chain.named("AxonServed")).toEqual([[NETUID, hotkey]]);
  const { netuid, ...announced } = axon;
  expect(storage.Axons.get(chain.state, netuid, hotkey)).toEqual({ ...announced, block: 1n });
});

test.each([
  ["an unregistered hotkey", { netuid: 0 }, "HotKeyNotRegisteredInNetwork"],
  ["another kind of address", { ip_type: 5 }, "InvalidIpType"],
  ["127.0.0.1", { ip: 0x7f00_0001n }, "InvalidIpAddress"],
  ["255.255.255.255", { ip: 0xffff_ffffn }, "InvalidIpAddress"],
  ["::1", { ip: 1n, ip_type: 6 }, "InvalidIpAddress"],
  ["port 0", { port: 0 }, "InvalidPort"],
])("%s is refused", (_name, change, error) => {
  const { chain, hotkey } = served();
  expect(chain.call(hotkey, "serve_axon", { ...axon, ...change })).toBe(`SubtensorModule.${error}`);
});

test("address 0 takes the announcement back, but not for prometheus", () => {
  const { chain, hotkey } = served();
  expect(chain.call(hotkey, "serve_axon", { ...axon, ip: 0n })).toBe("ok");
  const endpoint = { netuid: NETUID, version: 1, ip: 0n, port: 1, ip_type: 4 };
  expect(chain.call(hotkey, "serve_prometheus", endpoint)).toBe("SubtensorModule.InvalidIpAddress");
  expect(chain.call(hotkey, "serve_prometheus", { ...endpoint, ip: 5n })).toBe("ok");
});

test("announcing again has to wait for the rate limit", () => {
  const { chain, hotkey } = served();
  chain.call(hotkey, "serve_axon", axon);
  chain.advance(4);
  expect(chain.call(hotkey, "serve_axon", axon)).toBe("SubtensorModule.ServingRateLimitExceeded");
  chain.advance();
  expect(chain.call(hotkey, "serve_axon", axon)).toBe("ok");
  expect(chain.call(account(3), "serve_axon", axon)).toBe(
    "SubtensorModule.HotKeyNotRegisteredInNetwork",
  );
});

test("an axon may come with a certificate: the first byte names its algorithm", () => {
  const chain = new PracticeChain();
  chain.advance();
  const { hotkey } = chain.accounts.miners[0]!;
  const serve = (certificate: Uint8Array, port = 9) =>
    chain.call(hotkey, "serve_axon_tls", {
      netuid: NETUID,
      version: 1,
      ip: 5n,
      port,
      ip_type: 4,
      protocol: 4,
      placeholder1: 0,
      placeholder2: 0,
      certificate,
    });
  expect(serve(new Uint8Array([1]), 0)).toBe("SubtensorModule.InvalidPort");
  expect(serve(new Uint8Array(66))).toBe("ok");
  expect(storage.NeuronCertificates.has(chain.state, NETUID, hotkey)).toBe(false);
  expect(storage.Axons.get(chain.state, NETUID, hotkey).port).toBe(9);
  expect(serve(new Uint8Array([1]))).toBe("SubtensorModule.ServingRateLimitExceeded");
  chain.advance(5);
  expect(serve(new Uint8Array([3, 1, 2]))).toBe("ok");
  expect(storage.NeuronCertificates.get(chain.state, NETUID, hotkey)).toEqual({
    algorithm: 3,
    public_key: new Uint8Array([1, 2]),
  });
  expect(chain.named("AxonServed")).toEqual([[NETUID, hotkey]]);
});
