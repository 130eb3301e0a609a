import { afterEach, describe, expect, it, vi } from "vitest";
import { createDispatcher, proxyAddress } from "../../../../native/models/download/dispatcher.ts";

describe("the proxy's address", () => {
  it.each(["http://127.0.0.1:3128", "https://proxy.example", "socks5://user:word@127.0.0.1:1080"])(
    "%s makes a dispatcher",
    async (proxy) => {
      await createDispatcher({ proxy }).close();
    },
  );

  it.each([
    "",
    "proxy.example:3128",
    "ftp://proxy.example",
    "file:///etc",
    "socks4://a:1",
    "http://a:50%@b",
  ])("'%s' is refused", (proxy) => {
    expect(() => createDispatcher({ proxy })).toThrow(
      expect.objectContaining({ code: "BAD_INPUT" }),
    );
  });

  it("a refusal never repeats a password", () => {
    try {
      proxyAddress("ftp://user:hunter2@proxy.example");
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain("hunter2");
    }
  });
});

describe("the proxy that the environment names", () => {
  afterEach(() => vi.unstubAllEnvs());
  const environment = (named: Readonly<Record<string, string>>): void => {
    for (const name of ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"])
      vi.stubEnv(name, named[name]);
  };

  // defect: what the client throws, "Invalid URL", was all that was said of it
  it.each([
    ["HTTPS_PROXY", "proxy.example:8080"],
    ["HTTP_PROXY", "10.0.0.1"],
    ["http_proxy", "socks5h://127.0.0.1:1080"],
    ["https_proxy", "http://me:50%@proxy.example"],
  ])("is refused by name where %s is %s", (name, proxy) => {
    environment({ [name]: proxy });
    expect(() => createDispatcher({})).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        detail: { reason: expect.stringContaining(` ${name} `) },
      }),
    );
  });

  it.each<Readonly<Record<string, string>>>([
    { HTTPS_PROXY: "http://127.0.0.1:3128", http_proxy: "socks://127.0.0.1:1080" },
    // The empty one holds: there is no proxy.
    { http_proxy: "", HTTP_PROXY: "nonsense" },
  ])("makes a dispatcher of %j", async (named) => {
    environment(named);
    await createDispatcher({}).close();
  });
});
