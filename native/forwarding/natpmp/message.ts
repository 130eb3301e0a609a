import { RouterTrouble, type RouterTroubleKind } from "../router-port.ts";

/** Where a router listens for NAT-PMP (RFC 6886, section 3). */
export const NATPMP_PORT = 5351;

const VERSION = 0;
const EXTERNAL = 0;
const MAP_TCP = 2;
const ANSWER = 128;

/** A question by NAT-PMP. A lifetime of 0 takes the port back. */
export type PmpQuestion =
  | { readonly kind: "external" }
  | {
      readonly kind: "map";
      readonly port: number;
      readonly externalPort: number;
      readonly seconds: number;
    };

/** A good answer by NAT-PMP. */
export type PmpAnswer =
  | { readonly kind: "external"; readonly ip: string }
  | {
      readonly kind: "map";
      readonly port: number;
      readonly externalPort: number;
      readonly seconds: number;
    };

/** The question as a datagram (RFC 6886, sections 3.2 and 3.3). */
export function writeQuestion(question: PmpQuestion): Buffer {
  if (question.kind === "external") return Buffer.from([VERSION, EXTERNAL]);
  const bytes = Buffer.alloc(12);
  bytes.writeUInt8(VERSION, 0);
  bytes.writeUInt8(MAP_TCP, 1);
  bytes.writeUInt16BE(question.port, 4);
  bytes.writeUInt16BE(question.externalPort, 6);
  bytes.writeUInt32BE(question.seconds, 8);
  return bytes;
}

/**
 * Reads a datagram as the answer to this question; undefined for anything else, such as a late answer to another one. Throws
 * RouterTrouble where the router says no.
 */
export function readAnswer(bytes: Buffer, question: PmpQuestion): PmpAnswer | undefined {
  const length = question.kind === "external" ? 12 : 16;
  const operation = ANSWER + (question.kind === "external" ? EXTERNAL : MAP_TCP);
  if (bytes.length < 4 || bytes.readUInt8(0) !== VERSION) return undefined;
  if (bytes.readUInt8(1) !== operation) return undefined;
  const result = bytes.readUInt16BE(2);
  if (result !== 0) throw new RouterTrouble(troubleOf(result), `NAT-PMP says no: ${result}`);
  if (bytes.length < length) return undefined;
  if (question.kind === "external") {
    return { kind: "external", ip: [...bytes.subarray(8, 12)].join(".") };
  }
  const port = bytes.readUInt16BE(8);
  if (port !== question.port) return undefined;
  const externalPort = bytes.readUInt16BE(10);
  return { kind: "map", port, externalPort, seconds: bytes.readUInt32BE(12) };
}

/** Result codes of RFC 6886, section 3.5. */
function troubleOf(result: number): RouterTroubleKind {
  switch (result) {
    case 2:
      return "refused";
    case 3:
      return "offline";
    case 4:
      return "occupied";
    case 1:
    case 5:
      return "noRouter";
    default:
      return "nonsense";
  }
}
