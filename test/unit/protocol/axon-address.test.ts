import fc from "fast-check";
import { expect, test } from "vitest";
import {
  axonHost,
  axonRefusal,
  dialHost,
  integerToIp,
  ipToInteger,
} from "../../../native/protocol/axon-address.ts";

test.each([
  ["1.2.3.4", 16_909_060n, 4, "1.2.3.4"],
  ["255.255.255.254", 4_294_967_294n, 4, "255.255.255.254"],
  ["::", 0n, 6, "::"],
  ["::1", 1n, 6, "::1"],
  ["2001:db8::", 0x20010db8n << 96n, 6, "2001:db8::"],
  ["2001:0DB8:0:0:1:0:0:1", (0x20010db8n << 96n) | (1n << 48n) | 1n, 6, "2001:db8::1:0:0:1"],
  ["::ffff:1.2.3.4", 0xffff01020304n, 6, "::ffff:102:304"],
])("%s", (text, ip, ipType, shortest) => {
  expect(ipToInteger(text)).toEqual({ ip, ipType });
  expect(integerToIp(ip, ipType)).toBe(shortest);
});

test.each([
  "",
  "localhost",
  "1.2.3",
  "1.2.3.256",
  "01.2.3.4",
  "1.2.3.4:80",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1::2::3",
  "1:2:3:4:5:6:7::8",
  ":1",
  "fe80::1%eth0",
  "12345::",
])("no address: %j", (text) => {
  expect(ipToInteger(text)).toBeUndefined();
});

test("every integer that fits its type survives as text", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (ip) => {
      expect(ipToInteger(integerToIp(ip, 6) as string)).toEqual({ ip, ipType: 6 });
      const v4 = ip & 0xffffffffn;
      expect(ipToInteger(integerToIp(v4, 4) as string)).toEqual({ ip: v4, ipType: 4 });
    }),
  );
  expect(integerToIp(1n << 32n, 4)).toBeUndefined();
  expect(integerToIp(1n << 128n, 6)).toBeUndefined();
  expect(integerToIp(1n, 5)).toBeUndefined();
});

test("what the chain refuses to serve", () => {
  const axon = { ip: 0x0a000001n, ipType: 4, port: 8_091 };
  expect(axonRefusal(axon)).toBeUndefined();
  expect(axonRefusal({ ...axon, ip: 0n })).toBeUndefined();
  expect(axonRefusal({ ...axon, ip: 0x7f000002n })).toBeUndefined();
  expect(axonRefusal({ ...axon, ip: 0x7f000001n })).toBe("InvalidIpAddress");
  expect(axonRefusal({ ...axon, ip: 0xffffffffn })).toBe("InvalidIpAddress");
  expect(axonRefusal({ ...axon, ip: 1n, ipType: 6 })).toBe("InvalidIpAddress");
  expect(axonRefusal({ ...axon, ip: (1n << 128n) - 1n, ipType: 6 })).toBe("InvalidIpAddress");
  expect(axonRefusal({ ...axon, ipType: 5 })).toBe("InvalidIpType");
  expect(axonRefusal({ ...axon, port: 0 })).toBe("InvalidPort");
});

test("an axon's host, or none when it does not serve", () => {
  expect(axonHost({ ip: 0x0a000001n, ipType: 4, port: 8_091 })).toBe("10.0.0.1:8091");
  expect(axonHost({ ip: 2n, ipType: 6, port: 80 })).toBe("[::2]:80");
  expect(axonHost({ ip: 0n, ipType: 4, port: 80 })).toBeUndefined();
  expect(axonHost({ ip: 5n, ipType: 4, port: 0 })).toBeUndefined();
  expect(axonHost({ ip: 5n, ipType: 0, port: 80 })).toBeUndefined();
});

test.each([
  ["127.0.0.2", "127.0.0.1"],
  ["127.255.0.9", "127.0.0.1"],
  ["::1", "127.0.0.1"],
  ["128.0.0.1", "128.0.0.1"],
  ["2001:db8::1", "[2001:db8::1]"],
])("%s is dialled at %s", (ip, host) => {
  expect(dialHost(ip)).toBe(host);
});
