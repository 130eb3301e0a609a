import { describe, expect, it } from "vitest";
import { commitTo, opens } from "../../../native/subnets/commitment.ts";
import { waitForBlock } from "../../../native/subnets/membership/blocks.ts";
import { dialLoopbackOnly } from "../../../native/subnets/membership/dial.ts";
import { hotkeySigner } from "../../../native/subnets/membership/hotkey-signer.ts";
import { registerHotkey } from "../../../native/subnets/membership/registration.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import { fakeSubnet } from "../../fakes/fake-subnet.ts";

const coldkey = keypairFromUri("//Cold");
const hotkey = keypairFromUri("//Hot").address;
const calm = new AbortController().signal;

function registering(
  maximumBurn = 2_000_000_000n,
  prepare: (s: ReturnType<typeof fakeSubnet>) => void = () => undefined,
) {
  const subnet = fakeSubnet();
  subnet.setFree(coldkey.address, 5_000_000_000n);
  prepare(subnet);
  const done = registerHotkey({
    chain: subnet.chain,
    netuid: 1,
    hotkey,
    coldkey: hotkeySigner(coldkey),
    maximumBurn,
    signal: calm,
  });
  return { subnet, done };
}

describe("registration", () => {
  it("is capped on chain where the runtime can", async () => {
    const { subnet, done } = registering();
    expect(await done).toMatchObject({ uid: 0, burn: 1_000_000_000n });
    expect(subnet.chain.submissions[0]?.call).toMatchObject({
      name: "register_limit",
      args: { hotkey, limit_price: 2_000_000_000n },
    });
  });

  it("falls back to burned_register on an older runtime", async () => {
    const { subnet, done } = registering(2_000_000_000n, (one) =>
      one.chain.lack("SubtensorModule.register_limit"),
    );
    expect(await done).toMatchObject({ uid: 0 });
    expect(subnet.chain.submissions[0]?.call.name).toBe("burned_register");
  });

  it.each([
    ["SLIPPAGE_TOO_HIGH", 999_999_999n, 5_000_000_000n, true],
    // The fee must be there too.
    ["BALANCE_TOO_LOW", 2_000_000_000n, 1_000_000_000n, true],
    ["REGISTRATION_CLOSED", 2_000_000_000n, 5_000_000_000n, false],
  ])("sends nothing and says %s", async (code, maximumBurn, free, allowed) => {
    const { subnet, done } = registering(maximumBurn, (one) => {
      one.setFree(coldkey.address, free);
      one.chain.set("SubtensorModule", "NetworkRegistrationAllowed", [1], allowed);
    });
    await expect(done).rejects.toMatchObject({ code });
    expect(subnet.chain.submissions).toEqual([]);
  });
});

describe("commitments", () => {
  it("open with what was promised and with nothing else", () => {
    const { commitment, opening } = commitTo({ a: 1 });
    expect(opens(commitment, opening)).toBe(true);
    expect(opens(commitment, { ...opening, answer: '{"a":2}' })).toBe(false);
    expect(opens(commitment, { ...opening, salt: "00".repeat(32) })).toBe(false);
    expect(opens("", opening)).toBe(false);
    expect(commitTo({ a: 1 }).commitment).not.toBe(commitment);
  });
});

describe("waiting for a block", () => {
  it("answers at once, later, or not at all", async () => {
    const { chain, block } = fakeSubnet();
    expect(await waitForBlock(chain, (number) => number >= 1, calm)).toBe(1);
    const later = waitForBlock(chain, (number) => number >= 3, calm);
    block();
    block();
    expect(await later).toBe(3);
    const leaving = new AbortController();
    const never = waitForBlock(chain, () => false, leaving.signal);
    leaving.abort(new Error("left"));
    await expect(never).rejects.toThrow("left");
  });
});

describe("dialling on the practice network", () => {
  it.each([
    ["127.0.0.2", "127.0.0.1"],
    ["127.8.9.10", "127.0.0.1"],
    ["8.8.8.8", undefined],
    ["192.168.0.2", undefined],
    ["127.evil.example", undefined],
  ])("%s -> %s", (ip, host) => {
    expect(dialLoopbackOnly(ip)).toBe(host);
  });
});
