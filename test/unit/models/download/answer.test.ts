import { describe, expect, it } from "vitest";
import {
  checkAnswer,
  type Headers,
  type KnownFile,
  sameVersion,
  validatorOf,
} from "../../../../native/models/download/requests/answer.ts";

const asked = { start: 100, end: 200 };
const good: Headers = {
  "content-range": "bytes 100-199/1000",
  etag: '"a"',
  "content-length": "100",
};
const known: KnownFile = { total: 1000, validator: { etag: '"a"' } };

function kindOf(status: number, headers: Headers, before?: KnownFile): string {
  try {
    checkAnswer(status, headers, asked, before, 0);
    return "believed";
  } catch (error) {
    return (error as { kind: string }).kind;
  }
}

describe("an answer to a range", () => {
  it("that fits is believed, and one that gives less than was asked as well", () => {
    expect(checkAnswer(206, good, asked, known, 0)).toEqual({
      ...{ start: 100, end: 200, total: 1000, ranged: true },
      validator: { etag: '"a"' },
    });
    const less = { ...good, "content-range": "bytes 100-149/1000", "content-length": "50" };
    expect(checkAnswer(206, less, asked, known, 0)).toMatchObject({ start: 100, end: 150 });
  });

  it("at the end of the file may be shorter than asked", () => {
    const last = { "content-range": "bytes 100-149/150" };
    expect(checkAnswer(206, last, asked, undefined, 0)).toMatchObject({ end: 150, total: 150 });
  });

  it.each([
    ["another place", { ...good, "content-range": "bytes 0-99/1000" }],
    ["more than asked", { ...good, "content-range": "bytes 100-200/1000" }],
    ["backwards", { ...good, "content-range": "bytes 100-99/1000" }],
    ["no total", { ...good, "content-range": "bytes 100-199/*" }],
    ["no Content-Range", { etag: '"a"' }],
    ["beyond the file", { ...good, "content-range": "bytes 100-199/150" }],
    ["a length of its own", { ...good, "content-length": "99" }],
    ["several ranges", { ...good, "content-type": "multipart/byteranges; boundary=x" }],
    ["packed", { ...good, "content-encoding": "br" }],
    ["a page", { ...good, "content-type": "text/html" }],
  ])("with %s is a lie", (_what, headers) => {
    expect(kindOf(206, headers, known)).toBe("lie");
  });

  it.each([
    ["another ETag", { ...good, etag: '"b"' }],
    ["no mark any more", { ...good, etag: undefined }],
    ["another total", { ...good, "content-range": "bytes 100-199/1001" }],
  ])("with %s is a changed file", (_what, headers) => {
    expect(kindOf(206, headers, known)).toBe("changed");
  });

  it("with the whole file is told as such", () => {
    const whole = { "content-length": "1000", etag: '"a"' };
    expect(checkAnswer(200, whole, asked, known, 0)).toMatchObject({
      ...{ start: 0, end: 1000, total: 1000, ranged: false },
    });
    expect(kindOf(200, { ...whole, "content-length": "0" }, undefined)).toBe("lie");
  });

  it.each([
    [404, {}, "refused"],
    [401, {}, "refused"],
    [416, {}, "changed"],
    [408, {}, "server"],
    [500, {}, "server"],
    [503, {}, "server"],
    [503, { "retry-after": "3" }, "busy"],
    [429, {}, "busy"],
    [304, {}, "refused"],
  ])("with status %i %j is %s", (status, headers, kind) => {
    expect(kindOf(status, headers, known)).toBe(kind);
  });

  it("says how long to wait", () => {
    try {
      checkAnswer(429, { "retry-after": "7" }, asked, known, 0);
      expect.unreachable();
    } catch (error) {
      expect((error as { waitMillis: number }).waitMillis).toBe(7_000);
    }
  });
});

it("a weak ETag is no mark, and a mark that one side lacks proves nothing but its loss", () => {
  expect(validatorOf({ etag: 'W/"a"', "last-modified": "x" })).toEqual({ modified: "x" });
  expect(validatorOf({ etag: ['"a"', '"b"'] })).toEqual({ etag: '"a"' });
  expect(sameVersion({ etag: '"a"', modified: "x" }, { modified: "x" })).toBe(true);
  expect(sameVersion({ modified: "x" }, { modified: "y" })).toBe(false);
  expect(sameVersion({}, { etag: '"a"' })).toBe(true);
  expect(sameVersion({ etag: '"a"' }, {})).toBe(false);
});
