import { expect, it } from "vitest";
import type { Bench } from "../../interop/bittensor-cli/bench.ts";
import { play, type Scene } from "../../interop/bittensor-cli/scene.ts";
import type { Row } from "../../interop/suite.ts";

const nothing = {} as Bench;
const steps = (...list: readonly [command: string, error?: string, whyNot?: string][]): Scene =>
  async function* () {
    for (const [command, error, whyNot] of list)
      yield {
        command,
        ...(whyNot !== undefined && { whyNot }),
        try: async () => {
          if (error !== undefined) throw new Error(error);
        },
      };
  };

async function rowsOf(scenes: Readonly<Record<string, Scene>>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of play("tool 1", scenes, nothing, 2)) rows.push(row);
  return rows.sort((left, right) => left.command.localeCompare(right.command));
}

it("gives a row for every step: works, a reason that held, or what went wrong in one line", async () => {
  const rows = await rowsOf({
    first: steps(["a"], ["b", "two\n  lines"]),
    second: steps(["c", undefined, "gone"], ["d", "came back", "gone"]),
  });
  expect(rows.map(({ command, outcome }) => [command, outcome])).toEqual([
    ["a", "works"],
    ["b", { failed: "two lines" }],
    ["c", { whyNot: "gone" }],
    ["d", { failed: "came back" }],
  ]);
});

it("goes on with the other scenes where one breaks off", async () => {
  const broken: Scene = async function* () {
    yield { command: "a", try: async () => undefined };
    throw new Error("no wallet");
  };
  const rows = await rowsOf({ broken, third: steps(["z"]), fourth: steps(["y"]) });
  expect(rows.map(({ command, outcome }) => [command, outcome])).toEqual([
    ["a", "works"],
    ["broken (the scene)", { failed: "no wallet" }],
    ["y", "works"],
    ["z", "works"],
  ]);
});
