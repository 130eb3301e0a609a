import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAnswer, writeQuestion } from "../../../native/forwarding/natpmp/message.ts";
import { RouterTrouble, toRouterTrouble } from "../../../native/forwarding/router-port.ts";
import { readDescription } from "../../../native/forwarding/upnp/description.ts";
import { mayBeRouter, readSearchAnswer } from "../../../native/forwarding/upnp/search-answer.ts";
import { childText, escapeXml, parseXml } from "../../../native/forwarding/upnp/xml.ts";

const TYPE = "urn:schemas-upnp-org:device:InternetGatewayDevice:1";
const answer = (location: string, type = TYPE, first = "HTTP/1.1 200 OK"): Buffer =>
  Buffer.from(`${first}\r\nST: ${type}\r\nlocation:  ${location} \r\n\r\n`);

/** What a reader does with text or bytes: an answer, or a trouble that has a name. */
function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(RouterTrouble);
    return undefined;
  }
}

describe("an answer to the search", () => {
  it("is taken from the device that it names", () => {
    const place = readSearchAnswer(answer("http://192.168.1.1:5000/root.xml"), "192.168.1.1");
    expect(place?.location.href).toBe("http://192.168.1.1:5000/root.xml");
  });

  it.each<[string, Buffer, string]>([
    ["that names another device", answer("http://192.168.1.9/root.xml"), "192.168.1.1"],
    ["that names this computer", answer("http://127.0.0.1:8545/"), "192.168.1.1"],
    ["that names a host", answer("http://router.example/root.xml"), "192.168.1.1"],
    ["from the internet", answer("http://8.8.4.4/root.xml"), "8.8.4.4"],
    ["by another protocol", answer("file:///etc/passwd"), "192.168.1.1"],
    ["with a password", answer("http://a:b@192.168.1.1/"), "192.168.1.1"],
    ["without an end", answer(`http://192.168.1.1/${"a".repeat(600)}`), "192.168.1.1"],
    ["of a printer", answer("http://192.168.1.1/", "urn:x:device:Printer:1"), "192.168.1.1"],
    ["that is none", answer("http://192.168.1.1/", TYPE, "NOTIFY * HTTP/1.1"), "192.168.1.1"],
    ["that is empty", Buffer.alloc(0), "192.168.1.1"],
  ])("%s is left alone", (_name, bytes, sender) => {
    expect(readSearchAnswer(bytes, sender)).toBeUndefined();
  });

  it.each([
    ["a router", "192.168.1.1", "192.168.1.20", true],
    [
      "a program of this computer, by the address that asked",
      "192.168.1.20",
      "192.168.1.20",
      false,
    ],
    ["one by its other network", "10.0.0.5", "192.168.1.20", false],
    ["one by loopback", "127.0.0.1", "192.168.1.20", false],
    ["a fake on loopback, asked there", "127.0.0.1", "127.0.0.1", true],
    ["a stranger, asked on loopback", "192.168.1.1", "127.0.0.1", false],
  ])("may come from %s or not", (_name, sender, from, expected) => {
    expect(mayBeRouter(sender, from, ["192.168.1.20", "10.0.0.5", "fe80::1"])).toBe(expected);
  });

  it("never throws, whatever it is", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, text) => {
        readSearchAnswer(Buffer.from(bytes), "192.168.1.1");
        readSearchAnswer(answer(text), "192.168.1.1");
      }),
    );
  });
});

describe("a message of NAT-PMP", () => {
  const port = fc.integer({ min: 1, max: 65_535 });
  it("asks in the form of RFC 6886", () => {
    expect(writeQuestion({ kind: "external" }).toString("hex")).toBe("0000");
    const map = { kind: "map", port: 0x1234, externalPort: 0x5678, seconds: 3_600 } as const;
    expect(writeQuestion(map).toString("hex")).toBe("000200001234567800000e10");
  });

  it("is read as the answer to its own question only", () => {
    fc.assert(
      fc.property(port, port, port, (inside, outside, other) => {
        const bytes = Buffer.from("0082000000000001000000000000003c", "hex");
        bytes.writeUInt16BE(inside, 8);
        bytes.writeUInt16BE(outside, 10);
        const asked = (asking: number) =>
          readAnswer(bytes, { kind: "map", port: asking, externalPort: 1, seconds: 60 });
        expect(asked(inside)).toEqual({
          kind: "map",
          port: inside,
          externalPort: outside,
          seconds: 60,
        });
        if (other !== inside) expect(asked(other)).toBeUndefined();
        expect(readAnswer(bytes, { kind: "external" })).toBeUndefined();
      }),
    );
  });

  it("never throws anything but a trouble, whatever comes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.boolean(), (bytes, external) => {
        const tail = Buffer.from(bytes);
        const question = external
          ? ({ kind: "external" } as const)
          : ({ kind: "map", port: 1, externalPort: 1, seconds: 1 } as const);
        outcome(() => readAnswer(tail, question));
        outcome(() =>
          readAnswer(Buffer.concat([Buffer.from([0, external ? 128 : 130]), tail]), question),
        );
      }),
    );
  });
});

describe("a document of a router", () => {
  const location = new URL("http://192.168.1.1:80/root.xml");
  it("is read without prefixes, entities and markup of others", () => {
    const root = parseXml(
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x">]><s:a><u:b> 1 &amp; 2 </u:b></s:a>',
    );
    expect(root.name).toBe("a");
    expect(childText(root, "b")).toBe("1 & 2");
  });

  it.each([
    ["entities of its own", '<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'],
    ["no end", "<a><b>"],
    ["no beginning", "</a>"],
    ["a depth without end", `${"<a>".repeat(5_000)}`],
    ["elements without end", `<a>${"<b/>".repeat(9_000)}</a>`],
    ["nothing", ""],
  ])("with %s is refused", (_name, text) => {
    expect(() => parseXml(text)).toThrow(RouterTrouble);
  });

  it("never throws anything but a trouble", () => {
    const bit = fc.constantFrom(
      "<",
      ">",
      "a",
      "/",
      "service",
      "controlURL",
      "<service>",
      "&",
      "]]>",
      "<![CDATA[",
      '"',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bit, fc.string())), (bits) => {
        outcome(() => readDescription(bits.join(""), location));
      }),
    );
  });

  it("is written so that a value stays a value", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("<", ">", "&", "a", '"', "'") }), (value) => {
        expect(childText(parseXml(`<a><b>x${escapeXml(value)}x</b></a>`), "b")).toBe(`x${value}x`);
      }),
    );
  });

  it("names its service at itself, whichever way it writes the address", () => {
    const service = (url: string): string =>
      `<root><URLBase>http://192.168.1.1:49000</URLBase><device><friendlyName>${"n".repeat(200)}</friendlyName><serviceList><service><serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1</serviceType><controlURL>${url}</controlURL></service></serviceList></device></root>`;
    const found = readDescription(service("/control?a=1"), location);
    expect(found.map(({ control }) => control.href)).toEqual([
      "http://192.168.1.1:49000/control?a=1",
    ]);
    expect(found[0]?.name).toHaveLength(60);
    for (const url of ["http://192.168.1.2/c", "https://192.168.1.1/c", "//8.8.4.4/c", ""])
      expect(() => readDescription(service(url), location)).toThrow(RouterTrouble);
  });
});

describe("what is thrown while a router is asked", () => {
  it("is a trouble with a name", () => {
    expect(toRouterTrouble(new Error("socket hang up")).kind).toBe("silent");
    expect(toRouterTrouble("x").kind).toBe("silent");
    const own = new RouterTrouble("occupied", "");
    expect(toRouterTrouble(own)).toBe(own);
  });
});
