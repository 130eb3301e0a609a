import { describe, expect, it } from "vitest";
import { credentialsOf, type Hop, nextHop } from "../../../../../native/engine/gguf/remote/hop.ts";
import { hostReach } from "../../../../../native/engine/gguf/remote/host-reach.ts";

const from: Hop = { address: new URL("https://user:word@host.example/a/b.gguf"), nearest: "here" };
const next = (location: string | undefined, count = 1, hop = from): Hop =>
  nextHop(hop, location, count, { reach: hostReach });

describe("a redirect", () => {
  it("may be relative, and keeps name and password on its own host alone", () => {
    expect(next("../c.gguf").address.href).toBe("https://user:word@host.example/c.gguf");
    expect(next("https://cdn.example/c").address.href).toBe("https://cdn.example/c");
    expect(next("https://me:you@cdn.example/c").address.href).toBe("https://cdn.example/c");
    expect(next("https://host.example:444/c").address.username).toBe("");
  });

  it.each([
    ["from https to http", "http://host.example/c", "refused"],
    ["to another protocol", "file:///etc/passwd", "refused"],
    ["to this computer", "https://localhost/c", "refused"],
    ["to this computer by number", "https://127.0.0.1/c", "refused"],
    ["to this computer in IPv6", "https://[::1]/c", "refused"],
    // defect: another way to write this computer, or an address of the network at home, was followed
    ["to this computer with a dot", "https://localhost./c", "refused"],
    ["to this computer as IPv4 in IPv6", "https://[::ffff:127.0.0.1]/c", "refused"],
    ["to this computer as a number", "https://2130706433/c", "refused"],
    ["to a neighbour", "https://192.168.1.1/c", "refused"],
    ["to a neighbour in IPv6", "https://[fe80::1]/c", "refused"],
    ["to a cloud's own data", "https://169.254.169.254/c", "refused"],
    ["nowhere", undefined, "lie"],
  ])("%s is not followed", (_what, location, kind) => {
    const isLie = kind === "lie";
    expect(() => next(location)).toThrow(expect.objectContaining({ name: "BadRedirect", isLie }));
  });

  it("is the fifth at most", () => {
    expect(() => next("/c", 5)).not.toThrow();
    expect(() => next("/c", 6)).toThrow("more than 5 redirects");
  });
});

it("what once came from outside never comes in again, and what came from a neighbour never comes here", () => {
  const neighbour = next("https://192.168.1.5/a", 1, {
    ...from,
    address: new URL("http://127.0.0.1/a"),
  });
  expect(neighbour.nearest).toBe("here");
  const outside = next("https://cdn.example/a", 2, neighbour);
  expect(outside.nearest).toBe("near");
  expect(() => next("https://127.0.0.1/a", 3, outside)).toThrow("its own network");
  expect(next("https://192.168.1.6/a", 2, neighbour).nearest).toBe("near");
  // The limit goes on to where a name leads.
  expect(next("https://again.example/a", 3, outside).nearest).toBe("far");
});

it("credentials are those of the address, decoded, and none where it has none", () => {
  const address = new URL("https://a%40b:c%25d@host.example/");
  const expected = `Basic ${Buffer.from("a@b:c%d").toString("base64")}`;
  expect(credentialsOf(address)).toEqual({ authorization: expected });
  expect(credentialsOf(new URL("https://host.example/"))).toEqual({});
  expect(() => credentialsOf(new URL("https://100%:x@host.example/"))).not.toThrow();
});
