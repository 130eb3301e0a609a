import { expect, test } from "vitest";
import { createInvitations } from "../../../native/host/page/invitations.ts";

test("an invitation is good once, for a minute, and only as it was made", () => {
  let now = 1_000;
  const invitations = createInvitations(() => now);
  const [first, second] = [invitations.make(), invitations.make()];
  expect(first).not.toBe(second);
  expect(invitations.take(`${first}x`)).toBe(false);
  expect(invitations.take(first)).toBe(true);
  expect(invitations.take(first)).toBe(false);
  now += 60_001;
  expect(invitations.take(second)).toBe(false);
});
