import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EndpointSettings } from "../../../native/api/endpoint.ts";
import {
  draftOf,
  isPort,
  listenOn,
  readDraft,
  withForward,
} from "../../../renderer/features/mine/endpoint/draft.ts";

const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
const ip = fc.option(fc.ipV4(), { nil: undefined });

describe("the form of the endpoint", () => {
  it("says again what it was filled from", () => {
    fc.assert(
      fc.property(port, port, ip, ip, fc.boolean(), (own, outside, address, announced, forward) => {
        const settings: EndpointSettings = {
          listen: address === undefined ? "home" : "address",
          forward,
          ...(address === undefined ? {} : { address }),
          ...(own === undefined ? {} : { port: own }),
          ...(announced === undefined ? {} : { announceAddress: announced }),
          ...(outside === undefined ? {} : { announcePort: outside }),
        };
        expect(readDraft(draftOf(settings))).toEqual(settings);
      }),
    );
  });

  it("reads ports, and none where none is typed", () => {
    expect(["", " ", "1", "65535"].map(isPort)).toEqual([true, true, true, true]);
    expect(["0", "65536", "1.5", "x", "-1", "1e3", "999999"].filter(isPort)).toEqual([]);
    const draft = draftOf({ listen: "address", forward: false });
    expect(readDraft(draft)).toBeUndefined();
    expect(readDraft({ ...draft, address: "::1", port: "x" })).toBeUndefined();
  });

  it("keeps forwarding and listening together", () => {
    const closed = draftOf({ listen: "thisComputer", forward: false });
    const forwarding = withForward(closed, true);
    expect(forwarding).toMatchObject({ listen: "home", forward: true });
    expect(listenOn(forwarding, "thisComputer")).toEqual(closed);
    expect(withForward({ ...closed, listen: "address" }, true).listen).toBe("address");
    expect(withForward(forwarding, false)).toMatchObject({ listen: "home", forward: false });
  });
});
