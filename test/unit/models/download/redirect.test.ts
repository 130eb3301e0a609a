import { describe, expect, it } from "vitest";
import {
  credentialsOf,
  nextAddress,
} from "../../../../native/models/download/requests/redirect.ts";

const from = new URL("https://user:word@host.example/a/b.gguf");

describe("a redirect", () => {
  it("may be relative, and keeps name and password on its own host alone", () => {
    expect(nextAddress(from, "../c.gguf", 1).href).toBe("https://user:word@host.example/c.gguf");
    expect(nextAddress(from, "https://cdn.example/c", 1).href).toBe("https://cdn.example/c");
    expect(nextAddress(from, "https://me:you@cdn.example/c", 1).href).toBe("https://cdn.example/c");
    expect(nextAddress(from, "https://host.example:444/c", 1).username).toBe("");
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
    expect(() => nextAddress(from, location, 1)).toThrow(expect.objectContaining({ kind }));
  });

  it("is the fifth at most", () => {
    expect(() => nextAddress(from, "/c", 5)).not.toThrow();
    expect(() => nextAddress(from, "/c", 6)).toThrow(expect.objectContaining({ kind: "refused" }));
  });
});

it("credentials are those of the address, decoded, and none where it has none", () => {
  const address = new URL("https://a%40b:c%25d@host.example/");
  const expected = `Basic ${Buffer.from("a@b:c%d").toString("base64")}`;
  expect(credentialsOf(address)).toEqual({ authorization: expected });
  expect(credentialsOf(new URL("https://host.example/"))).toEqual({});
  expect(() => credentialsOf(new URL("https://100%:x@host.example/"))).not.toThrow();
});
