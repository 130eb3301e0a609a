import { createSocket } from "node:dgram";
import { once } from "node:events";
import { RouterTrouble } from "./router-port.ts";

/** Any port: nothing is sent to it. */
const PORT = 9;

/** This computer's address on the network where `host` is, by asking the system for the way there; no datagram is sent. Throws RouterTrouble. */
export async function ownAddressTowards(host: string): Promise<string> {
  const socket = createSocket("udp4");
  try {
    const connected = once(socket, "connect");
    socket.connect(PORT, host);
    await connected;
    return socket.address().address;
  } catch (error) {
    throw new RouterTrouble("noAddress", `there is no way to ${host}`, { cause: error });
  } finally {
    socket.close();
  }
}
