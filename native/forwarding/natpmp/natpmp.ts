import { type Router, RouterTrouble } from "../router-port.ts";
import { askPmp, type PmpPlace } from "./ask.ts";

/** A router that speaks NAT-PMP. It leads ports to whoever asks, so the order's address is not told. */
export function natpmpRouter(place: PmpPlace): Router {
  return {
    kind: "nat-pmp",
    host: place.host,
    async externalIp(signal) {
      const answer = await askPmp(place, { kind: "external" }, signal);
      const ip = answer.kind === "external" ? answer.ip : "0.0.0.0";
      if (ip === "0.0.0.0") throw new RouterTrouble("offline", "the router has no address outside");
      return ip;
    },
    async forward({ port, externalPort, leaseSeconds }, signal, onTry) {
      onTry?.(externalPort);
      const order = { kind: "map", port, externalPort, seconds: leaseSeconds } as const;
      const answer = await askPmp(place, order, signal);
      if (answer.kind !== "map" || answer.externalPort === 0 || answer.seconds === 0)
        throw new RouterTrouble("nonsense", "it gave no port");
      return { externalPort: answer.externalPort, leaseSeconds: answer.seconds };
    },
    async release({ port }, signal) {
      // By RFC 6886, section 3.4: no port outside and no time.
      await askPmp(place, { kind: "map", port, externalPort: 0, seconds: 0 }, signal);
    },
  };
}
