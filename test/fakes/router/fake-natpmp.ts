import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { PmpPlace } from "../../../native/forwarding/natpmp/ask.ts";

/** How a fake NAT-PMP router behaves; tests change it while it runs. */
export interface PmpMood {
  externalIp: string;
  /** Result code of every answer; 0 is yes. */
  result?: number;
  /** Answers nothing. */
  hangs?: boolean;
  /** Leaves the first so many questions unanswered, as if their datagrams were lost. */
  loses?: number;
  /** Gives this port whatever was asked for. */
  gives?: number;
  lease?: number;
  /** Sent before every answer. */
  junk?: readonly Buffer[];
}

/** A router on loopback that speaks NAT-PMP. */
export interface FakePmp {
  readonly mood: PmpMood;
  /** Ports outside by the port inside. */
  readonly mappings: Map<number, number>;
  readonly place: PmpPlace;
  /** How many questions came. */
  readonly questions: () => number;
  close(): Promise<void>;
}

/** Starts one on 127.0.0.1 and a port of the system's choice. */
export async function startFakePmp(mood: Partial<PmpMood> = {}): Promise<FakePmp> {
  const router: PmpMood = { externalIp: "8.8.4.4", ...mood };
  const mappings = new Map<number, number>();
  let questions = 0;
  const socket = createSocket("udp4");
  socket.on("message", (bytes, { port, address }) => {
    questions += 1;
    if (router.hangs || questions <= (router.loses ?? 0)) return;
    for (const junk of router.junk ?? []) socket.send(junk, port, address);
    const operation = bytes.readUInt8(1);
    const answer = Buffer.alloc(operation === 0 ? 12 : 16);
    answer.writeUInt8(128 + operation, 1);
    answer.writeUInt16BE(router.result ?? 0, 2);
    if (operation === 0) {
      router.externalIp.split(".").forEach((part, index) => {
        answer.writeUInt8(Number(part), 8 + index);
      });
    } else {
      const inside = bytes.readUInt16BE(4);
      const lifetime = bytes.readUInt32BE(8);
      const outside = lifetime === 0 ? 0 : (router.gives ?? bytes.readUInt16BE(6));
      if (lifetime === 0) mappings.delete(inside);
      else if ((router.result ?? 0) === 0) mappings.set(inside, outside);
      answer.writeUInt16BE(inside, 8);
      answer.writeUInt16BE(outside, 10);
      answer.writeUInt32BE(lifetime === 0 ? 0 : (router.lease ?? lifetime), 12);
    }
    socket.send(answer, port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    mood: router,
    mappings,
    place: { host: "127.0.0.1", port: socket.address().port },
    questions: () => questions,
    async close() {
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}
