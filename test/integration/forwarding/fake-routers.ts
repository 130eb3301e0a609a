import type { ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import type { ForwardOrder } from "../../../native/forwarding/router-port.ts";
import { type FakeIgd, type IgdMood, startFakeIgd } from "../../fakes/router/fake-igd.ts";
import { type FakePmp, type PmpMood, startFakePmp } from "../../fakes/router/fake-natpmp.ts";

/** A router that speaks UPnP, until the test is over. */
export async function igd(mood: Partial<IgdMood> = {}, host?: string): Promise<FakeIgd> {
  const made = await startFakeIgd(mood, host);
  onTestFinished(made.close);
  return made;
}

/** A router that speaks NAT-PMP, until the test is over. */
export async function pmp(mood: Partial<PmpMood> = {}): Promise<FakePmp> {
  const made = await startFakePmp(mood);
  onTestFinished(made.close);
  return made;
}

/** A port of this computer, wished for outside under its own number. */
export const order: ForwardOrder = {
  externalPort: 42_001,
  port: 42_001,
  address: "127.0.0.1",
  leaseSeconds: 3_600,
};

/** Time enough for a router to answer on a busy computer. */
export const signal = (): AbortSignal => AbortSignal.timeout(60_000);

/** What a router shows to whoever is not logged in. */
export const html = (response: ServerResponse): void => {
  response.writeHead(200, { "content-type": "text/html" });
  response.end("<html><body><p>Log in<br></body></html>");
};
