import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { describe, expect, test } from "vitest";
import { balances } from "../../../../native/practice/runtime/balances/pallet.ts";
import { preimage } from "../../../../native/practice/runtime/preimage/pallet.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { CallBench, person, TAO } from "../call-bench.ts";

const [noter, other] = [person(1), person(2)];
const bytes = new Uint8Array(200).fill(7);
const hash = `0x${Buffer.from(Blake2256(bytes)).toString("hex")}`;
/** 0.104 TAO, and 0.001 for each of 200 bytes. */
const DEPOSIT = 104_000_000n + 200n * 1_000_000n;
const { PreimageFor, RequestStatusFor } = preimage.storage;

function bench(): CallBench {
  const chain = new CallBench();
  chain.fund(noter, 10n * TAO);
  chain.fund(other, 10n * TAO);
  return chain;
}
const note = (chain: CallBench, who = noter) => chain.run(who, "Preimage.note_preimage", { bytes });
const by = (chain: CallBench, who: string, call: string) =>
  chain.run(who, `Preimage.${call}_preimage`, { hash });
const isThere = ({ state }: CallBench) => PreimageFor.has(state, [hash, bytes.length]);
const consumers = ({ state }: CallBench) => system.storage.Account.get(state, noter).consumers;

describe("bytes that nobody asked for", () => {
  test("cost a deposit for as long as they are kept", () => {
    const chain = bench();
    expect(note(chain)).toBe("ok");
    expect(chain.events).toEqual([["Preimage.Noted", { hash }]]);
    expect(chain.cost).toBeUndefined();
    expect(PreimageFor.get(chain.state, [hash, bytes.length])).toEqual(bytes);
    expect(chain.data(noter)).toMatchObject({ free: 10n * TAO - DEPOSIT, reserved: DEPOSIT });
    expect(consumers(chain)).toBe(1);
    const reason = { type: "Preimage", value: { type: "Preimage" } };
    expect(balances.storage.Holds.get(chain.state, noter)).toEqual([
      { id: reason, amount: DEPOSIT },
    ]);
    expect(note(chain, other)).toBe("Preimage.AlreadyNoted");
    expect(by(chain, other, "unnote")).toBe("Preimage.NotAuthorized");
    expect(by(chain, noter, "unnote")).toBe("ok");
    expect(chain.events).toEqual([["Preimage.Cleared", { hash }]]);
    expect(isThere(chain)).toBe(false);
    expect(chain.data(noter)).toMatchObject({ free: 10n * TAO, reserved: 0n });
    expect(balances.storage.Holds.entries(chain.state)).toEqual([]);
    expect(consumers(chain)).toBe(0);
    expect(by(chain, noter, "unnote")).toBe("Preimage.NotNoted");
    expect(chain.balanced()).toBe(true);
  });

  test("need what they cost, and leave an account what it lives on", () => {
    const chain = new CallBench();
    chain.fund(noter, DEPOSIT + 499n);
    chain.fund(other, TAO);
    expect(note(chain)).toBe("Token.FundsUnavailable");
    chain.fund(noter, 1n);
    expect(note(chain)).toBe("ok");
    expect(chain.data(noter)).toMatchObject({ free: 500n, reserved: DEPOSIT });
    const all = { dest: { type: "Id", value: other }, keep_alive: false };
    expect(chain.run(noter, "Balances.transfer_all", all)).toBe("ok");
    expect(chain.data(noter).free).toBe(500n);
  });

  test("are root's to clear, and the deposit goes back to who paid it", () => {
    const chain = bench();
    note(chain);
    expect(by(chain, "root", "unnote")).toBe("ok");
    expect(chain.data(noter).free).toBe(10n * TAO);
    expect(isThere(chain)).toBe(false);
  });
});

describe("bytes that root asked for", () => {
  test("are noted free of charge and of fee", () => {
    const chain = bench();
    expect(by(chain, other, "request")).toBe("BadOrigin");
    expect(by(chain, "root", "request")).toBe("ok");
    expect(chain.events).toEqual([["Preimage.Requested", { hash }]]);
    expect(note(chain)).toBe("ok");
    expect(chain.cost).toEqual({ pays: false });
    expect(chain.data(noter).reserved).toBe(0n);
    expect(by(chain, noter, "unnote")).toBe("Preimage.NotAuthorized");
    expect(by(chain, "root", "unrequest")).toBe("ok");
    expect(chain.events).toEqual([["Preimage.Cleared", { hash }]]);
    expect(isThere(chain)).toBe(false);
    expect(by(chain, "root", "unrequest")).toBe("Preimage.NotRequested");
  });

  test("stay as long as one request does, and longer where somebody paid for them", () => {
    const chain = bench();
    note(chain);
    by(chain, "root", "request");
    by(chain, "root", "request");
    expect(chain.events).toEqual([]);
    by(chain, "root", "unrequest");
    by(chain, "root", "unrequest");
    expect(isThere(chain)).toBe(true);
    expect(RequestStatusFor.get(chain.state, hash).type).toBe("Unrequested");
  });

  test("cost their noter nothing any more, and stay", () => {
    const chain = bench();
    note(chain);
    by(chain, "root", "request");
    expect(by(chain, noter, "unnote")).toBe("ok");
    expect(chain.data(noter).reserved).toBe(0n);
    expect(isThere(chain)).toBe(true);
    expect(RequestStatusFor.get(chain.state, hash)).toEqual({
      type: "Requested",
      value: { maybe_ticket: undefined, count: 1, maybe_len: 200 },
    });
  });

  test("that never came leave nothing behind", () => {
    const chain = bench();
    by(chain, "root", "request");
    by(chain, "root", "unrequest");
    expect(chain.events).toEqual([]);
    expect(RequestStatusFor.entries(chain.state)).toEqual([]);
  });
});

test("there is nothing of the old kind to bring up to date", () => {
  const chain = bench();
  const update = (hashes: string[]) => chain.run(noter, "Preimage.ensure_updated", { hashes });
  expect(update([])).toBe("Preimage.TooFew");
  expect(update(new Array(1_025).fill(hash))).toBe("Preimage.TooMany");
  expect(update([hash])).toBe("ok");
});
