import { describe, expect, it } from "vitest";
import { createDispatcher, proxyAddress } from "../../../../native/models/download/dispatcher.ts";

describe("the proxy's address", () => {
  it.each(["http://127.0.0.1:3128", "https://proxy.example", "socks5://user:word@127.0.0.1:1080"])(
    "%s makes a dispatcher",
    async (proxy) => {
      await createDispatcher({ proxy }).close();
    },
  );

  it.each(["", "proxy.example:3128", "ftp://proxy.example", "file:///etc", "socks4://a:1"])(
    "'%s' is refused",
    (proxy) => {
      expect(() => createDispatcher({ proxy })).toThrow(
        expect.objectContaining({ code: "BAD_INPUT" }),
      );
    },
  );

  it("a refusal never repeats a password", () => {
    try {
      proxyAddress("ftp://user:hunter2@proxy.example");
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain("hunter2");
    }
  });
});
