import { expect, test } from "vitest";
import { childEnvironment } from "../../../native/processes/environment.ts";
import { lastLine, textTail } from "../../../native/processes/text-tail.ts";

test("a child gets its paths and nothing secret", () => {
  const source = {
    PATH: "/bin",
    Path: "C:\\bin",
    HOME: "/home/me",
    NODE_OPTIONS: "--inspect",
    HEARTH_TOKEN: "secret",
    AWS_SECRET_ACCESS_KEY: "secret",
    LANG: undefined,
  };
  expect(childEnvironment(source, { ADDED: "1", HOME: "/other" })).toEqual({
    PATH: "/bin",
    Path: "C:\\bin",
    HOME: "/other",
    ADDED: "1",
  });
});

test("a tail keeps the end, and its last telling line is the error's name", () => {
  const tail = textTail(200);
  tail.add("x".repeat(500));
  tail.add(
    "\nfile:///main.ts:3\nthrow new Error('broken');\n\nError: broken\n    at main.ts:3:7\n\nNode.js v24\n",
  );
  expect(tail.text().length).toBe(200);
  expect(lastLine(tail.text())).toBe("Error: broken");
  expect(lastLine("one\ntwo\n\n")).toBe("two");
  expect(lastLine(" \n")).toBeUndefined();
});
