import { ORPCError } from "@orpc/client";
import { expect, test } from "vitest";
import { errorCodes } from "../../../native/api/errors.ts";
import {
  PageError,
  pageErrorText,
  toPageError,
  toPageErrorOf,
} from "../../../renderer/app/page-error.ts";

test("a code of the closed list keeps its facts", () => {
  const error = toPageError(new ORPCError("PORT_TAKEN", { data: { port: 9944 }, status: 400 }));
  expect(error.code).toBe("PORT_TAKEN");
  expect(pageErrorText(error, () => "").what).toBe("Port 9944 is taken.");
});

test("what the schema turned away is bad input, anything else a fault of our own", () => {
  expect(toPageError(new ORPCError("BAD_REQUEST", { message: "amount" })).code).toBe("BAD_INPUT");
  const fault = toPageError(new TypeError("x is undefined"));
  expect(fault.code).toBe("INTERNAL");
  expect(pageErrorText(fault, () => "").why).toBe("X is undefined.");
  expect(toPageErrorOf({ code: "UNKNOWN", detail: {} }).code).toBe("INTERNAL");
});

test("every code has four parts, and the page's own come from its own words", () => {
  for (const code of errorCodes) {
    const text = pageErrorText(new PageError(code), () => "");
    for (const part of Object.values(text)) expect(part.length).toBeGreaterThan(0);
  }
  const own = pageErrorText(new PageError("NODE_UNREACHABLE"), (part) => `own ${part}`);
  expect(own).toEqual({ what: "Own what.", why: "Own why.", kept: "Own kept.", fix: "Own fix." });
});

test("amounts and sizes inside an error read as they do elsewhere on the page", () => {
  const low = new PageError("BALANCE_TOO_LOW", { needed: "1250000000", available: "5" });
  expect(pageErrorText(low, () => "").why).toBe("1.25 τ are needed and 0.000000005 τ are there.");
  const large = new PageError("MODEL_TOO_LARGE", { needed: 25_769_803_776, available: 1024 });
  expect(pageErrorText(large, () => "").why).toBe("It needs 24.0 GiB and 1.0 KiB are free.");
});

test("a sentence begins with a capital, but a name of a file or an address stays as it is", () => {
  const failed = (file: string, reason: string) =>
    pageErrorText(new PageError("DOWNLOAD_FAILED", { file, reason }), () => "");
  expect(failed("mistral-small-24b-q4_k_m.gguf", "models.example answered 503").what).toBe(
    "mistral-small-24b-q4_k_m.gguf could not be downloaded.",
  );
  expect(failed("x", "models.example answered 503").why).toBe("models.example answered 503.");
  const address = "http://127.0.0.1:9/model.gguf: the server answered 404";
  expect(failed("x", address).why).toBe(`${address}.`);
  expect(failed("x", "the server is away").why).toBe("The server is away.");
});
