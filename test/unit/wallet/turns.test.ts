import { expect, test } from "vitest";
import { turns } from "../../../native/wallet/turns.ts";

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

test("never two at once, in the order they came, also when one fails", async () => {
  const inTurn = turns();
  const order: number[] = [];
  let running = 0;
  const works = [1, 2, 3, 4].map((id) =>
    inTurn(async () => {
      running += 1;
      expect(running).toBe(1);
      await pause();
      running -= 1;
      order.push(id);
      if (id === 2) throw new Error("two");
      return id;
    }),
  );
  const results = await Promise.allSettled(works);
  expect(order).toEqual([1, 2, 3, 4]);
  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
});

test("who aborts while waiting leaves at once, and nobody overtakes", async () => {
  const inTurn = turns();
  const first = Promise.withResolvers<string>();
  const running = inTurn(() => first.promise);
  const leaving = new AbortController();
  const left = inTurn(async () => "never", leaving.signal);
  let third = false;
  const last = inTurn(async () => {
    third = true;
    return "last";
  });
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: "CANCELLED" });
  await pause();
  expect(third).toBe(false);
  first.resolve("first");
  expect(await Promise.all([running, last])).toEqual(["first", "last"]);
});
