import { readFile } from "node:fs/promises";
import { extname, join, normalize, resolve, sep } from "node:path";
import { securePage } from "../../native/host/page/content-security.ts";
import type { ElectronApi } from "./electron-api.ts";

/** The page's own origin: file:// would give it every file of the user. */
export const PAGE_ORIGIN = "hearth://page";
const SCHEME = "hearth";

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Declares the scheme; must run before the app is ready. */
export function declarePageScheme({ protocol }: ElectronApi): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the files of `folder`, and nothing outside it, under PAGE_ORIGIN with the strict policy. */
export function servePage({ protocol }: ElectronApi, folder: string): void {
  protocol.handle(SCHEME, (request) => answer(folder, request));
}

async function answer(folder: string, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.host !== "page" || request.method !== "GET") return new Response(null, { status: 404 });
  const path = decodePath(url.pathname);
  if (path === "/" || path === "/index.html") {
    // The desktop page talks through its port alone.
    const page = securePage(await readFile(join(folder, "index.html"), "utf8"), "'none'");
    return new Response(page.html, {
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": page.policy,
      },
    });
  }
  const file = path === undefined ? undefined : resolve(folder, `.${normalize(path)}`);
  const type = file === undefined ? undefined : contentTypes[extname(file)];
  if (file === undefined || type === undefined || !file.startsWith(resolve(folder) + sep)) {
    return new Response(null, { status: 404 });
  }
  const content = await readFile(file).catch(() => undefined);
  return content === undefined
    ? new Response(null, { status: 404 })
    : new Response(new Uint8Array(content), {
        headers: { "Content-Type": type, "X-Content-Type-Options": "nosniff" },
      });
}

function decodePath(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes("\0") ? undefined : decoded;
  } catch {
    return undefined;
  }
}
