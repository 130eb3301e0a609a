import { connect } from "node:net";
import type { Random } from "./random.ts";

const GRACE_MILLIS = 200;

/** Opens the node's port as something that is no WebSocket client, says something strange, and goes. */
export async function knock(endpoint: string, random: Random, text: string): Promise<void> {
  const { hostname, port } = new URL(endpoint);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  const upgrade = `GET / HTTP/1.1\r\nHost: ${hostname}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
  const post = `POST / HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
  switch (random.below(6)) {
    case 0:
      socket.write(random.bytes(random.below(500)));
      break;
    case 1:
      socket.write(upgrade.slice(0, random.below(upgrade.length)));
      break;
    case 2:
      // A handshake, then frames that are none: unmasked, reserved bits, lengths of terabytes.
      socket.write(upgrade);
      socket.write(random.bytes(2 + random.below(40)));
      break;
    case 3:
      socket.write(post);
      break;
    case 4:
      socket.write(post.slice(0, random.below(post.length)));
      break;
    default:
      socket.write(
        upgrade.replace(
          "Host: ",
          `Origin: https://${"a".repeat(random.below(9_000))}.example\r\nHost: `,
        ),
      );
  }
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, random.below(GRACE_MILLIS));
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.resume();
  });
  socket.destroy();
}
