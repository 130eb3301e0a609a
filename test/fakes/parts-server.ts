import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";

/** A server on 127.0.0.1 with several files by name, which gives ranges and counts what it sent of each. */
export interface PartsServer {
  /** Where a file is. */
  url(name: string): string;
  /** Bytes of a file's body sent so far. */
  sent(name: string): number;
  /** Puts another version of a file in its place. */
  change(name: string, content: Buffer): void;
  /** Stops in the middle of every answer of this file, with the connection open; undefined: of none. */
  stall(name: string | undefined): void;
  close(): Promise<void>;
}

/** Starts a server of these files. Whoever starts it closes it. */
export async function startPartsServer(files: ReadonlyMap<string, Buffer>): Promise<PartsServer> {
  const sent = new Map<string, number>();
  const changed = new Map<string, Buffer>();
  let stalled: string | undefined;
  const server = createServer((request, response) => {
    const name = basename(request.url ?? "");
    const content = changed.get(name) ?? files.get(name);
    const [, start, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    if (content === undefined || start === undefined) {
      response.writeHead(404).end();
      return;
    }
    const piece = content.subarray(Number(start), Number(last) + 1);
    response.writeHead(206, {
      "content-range": `bytes ${start}-${Number(start) + piece.length - 1}/${content.length}`,
      "content-length": piece.length,
      etag: `"${name}${changed.has(name) ? " again" : ""}"`,
    });
    // Heads and first questions are short; what stalls is a chunk.
    const given = name === stalled && piece.length > 1000 ? piece.subarray(0, 500) : piece;
    sent.set(name, (sent.get(name) ?? 0) + given.length);
    if (given.length === piece.length) response.end(piece);
    else response.write(given);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (name) => `http://127.0.0.1:${port}/${name}`,
    sent: (name) => sent.get(name) ?? 0,
    change: (name, content) => {
      changed.set(name, content);
    },
    stall: (name) => {
      stalled = name;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
