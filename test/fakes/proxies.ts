import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A proxy on 127.0.0.1 that lets everything through and remembers where to. */
export interface TestProxy {
  readonly address: string;
  /** Targets as `host:port`. */
  readonly targets: readonly string[];
  /** What it was shown to be let in. */
  readonly shown: readonly string[];
  close(): Promise<void>;
}

/** An HTTP proxy that tunnels by CONNECT; whoever starts it closes it. */
export async function startHttpProxy(): Promise<TestProxy> {
  const targets: string[] = [];
  const shown: string[] = [];
  const server = createHttpServer((_request, response) => response.writeHead(405).end());
  server.on("connect", (request, socket: Socket, head: Buffer) => {
    targets.push(request.url ?? "");
    shown.push(request.headers["proxy-authorization"] ?? "");
    const [host, port] = (request.url ?? "").split(":");
    tunnel(socket, host ?? "", Number(port), "HTTP/1.1 200 Connection Established\r\n\r\n", head);
  });
  return listening(server, "http", targets, shown);
}

/** A SOCKS5 proxy (RFC 1928) that asks for no password; whoever starts it closes it. */
export async function startSocksProxy(): Promise<TestProxy> {
  const targets: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => {
      socket.write(Buffer.from([5, 0]));
      socket.once("data", (request: Buffer) => {
        const kind = request[3];
        const length = request[4] ?? 0;
        const host =
          kind === 3
            ? request.subarray(5, 5 + length).toString("latin1")
            : [...request.subarray(4, 8)].join(".");
        const port = request.readUInt16BE(kind === 3 ? 5 + length : 8);
        targets.push(`${host}:${port}`);
        const answer = Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]);
        tunnel(socket, host, port, answer, Buffer.alloc(0));
      });
    });
  });
  return listening(server, "socks5", targets, []);
}

function tunnel(
  socket: Socket,
  host: string,
  port: number,
  greeting: string | Buffer,
  head: Buffer,
): void {
  const far = connect(port, host, () => {
    socket.write(greeting);
    far.write(head);
    socket.pipe(far).pipe(socket);
  });
  far.on("error", () => socket.destroy());
  socket.on("error", () => far.destroy());
}

async function listening(
  server: Server,
  protocol: string,
  targets: readonly string[],
  shown: readonly string[],
): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    shown,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
