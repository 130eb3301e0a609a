import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { listen, shut } from "../../../native/miner/endpoint/listener.ts";

it("listens on where the system could not take a caller in, and says so", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(() => said.mockRestore());
  const server = await listen((_request, response) => response.end("here"), "127.0.0.1", 0);
  onTestFinished(() => shut(server));
  const { port } = server.address() as AddressInfo;
  const trouble = Object.assign(new Error("accept ENFILE"), { code: "ENFILE" });
  // What Node emits where accept(2) fails; without a listener it is thrown.
  expect(server.emit("error", trouble)).toBe(true);
  expect(said).toHaveBeenCalledWith(expect.any(String), trouble);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("here");
});

it("says that a port is taken", async () => {
  const first = await listen(() => undefined, "127.0.0.1", 0);
  onTestFinished(() => shut(first));
  const { port } = first.address() as AddressInfo;
  const second = listen(() => undefined, "127.0.0.1", port);
  await expect(second).rejects.toMatchObject({ code: "PORT_TAKEN", detail: { port } });
});
