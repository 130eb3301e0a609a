import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { itemsReader } from "../../../../../../native/gpu/sensors/windows/counters/counter-items.ts";
import {
  type CounterPort,
  counterFormat,
  counterStatus,
} from "../../../../../../native/gpu/sensors/windows/counters/counter-port.ts";
import {
  loads,
  memoryInUse,
  programs,
} from "../../../../../../native/gpu/sensors/windows/counters/gpu-instances.ts";
import { packItems } from "../../../../../fakes/fake-counters.ts";

type Items = CounterPort["items"];
type Answer = Awaited<ReturnType<Items>>;
const nothing = { bytes: 0, count: 0, address: 0n };
const says = (status: number, change: Partial<Answer> = {}) => ({ status, ...nothing, ...change });

/** Gives one answer after another; an answer with `write` fills the room in first. */
function script(...steps: ((room: Buffer | undefined) => Answer)[]) {
  const asked: (number | undefined)[] = [];
  const items: Items = async (_counter, _format, room) => {
    asked.push(room?.length);
    const step = steps.shift();
    if (step === undefined) throw new Error("asked too often");
    return step(room);
  };
  return { asked, items };
}
const reader = (items: Items, format: number = counterFormat.share) =>
  itemsReader({ items }, 1n, format);

describe("the list of a wildcard counter's instances", () => {
  test("is read byte by byte, as a 64-bit Windows lays it out", async () => {
    // Two items of 24 bytes at 0x10000, then "ab" and "c" in two bytes a letter.
    const bytes = Buffer.from(
      [
        "30000100 00000000", // szName
        "00000000 cccccccc", // CStatus, and what a compiler leaves between
        "00000000 00003940", // 25.0
        "36000100 00000000",
        "01000000 cccccccc", // PDH_CSTATUS_NEW_DATA
        "00000000 0000e0bf", // -0.5
        "6100 6200 0000",
        "6300 0000",
      ]
        .join("")
        .replaceAll(" ", ""),
      "hex",
    );
    const { items, asked } = script(
      () => says(counterStatus.moreData, { bytes: bytes.length }),
      (room) => {
        bytes.copy(room ?? Buffer.alloc(0));
        return says(0, { bytes: bytes.length, count: 2, address: 0x10000n });
      },
    );
    expect(await reader(items)()).toEqual([
      { name: "ab", value: 25 },
      { name: "c", value: -0.5 },
    ]);
    // With some room to spare: programs start all the time.
    expect(asked).toEqual([undefined, Math.ceil(bytes.length * 1.25)]);
  });

  test.each([counterStatus.moreData, counterStatus.invalidArgument])(
    "grows with room that is too small (0x%s), and is not read after a size that cannot be relied on",
    async (tooSmall) => {
      const one = packItems([{ name: "a", value: 1 }], counterFormat.whole, 0n);
      const many = packItems(
        Array.from({ length: 40 }, (_, value) => ({ name: `instance ${value}`, value })),
        counterFormat.whole,
        0n,
      );
      const fill = (bytes: Buffer, count: number) => (room: Buffer | undefined) => {
        bytes.copy(room ?? Buffer.alloc(0));
        return says(0, { count });
      };
      const { items, asked } = script(
        () => says(counterStatus.moreData, { bytes: one.length }),
        fill(one, 1),
        () => says(tooSmall, { bytes: 3 }),
        () => says(counterStatus.moreData, { bytes: many.length }),
        fill(many, 40),
        fill(many, 40),
      );
      const read = reader(items, counterFormat.whole);
      expect(await read()).toHaveLength(1);
      expect((await read())?.at(-1)).toEqual({ name: "instance 39", value: 39 });
      // The room is kept from then on.
      expect(await read()).toHaveLength(40);
      expect(asked.slice(4)).toEqual([asked[4], asked[4]]);
    },
  );

  test("that grows whenever it is asked for is given up, as is one that is longer than any", async () => {
    const grows: Items = async (_counter, _format, room) =>
      room === undefined
        ? says(counterStatus.moreData, { bytes: 100 })
        : says(counterStatus.moreData);
    await expect(reader(grows)()).rejects.toThrow("grows while it is read");
    const endless: Items = async () => says(counterStatus.moreData, { bytes: 0xfffffff0 });
    await expect(reader(endless)()).rejects.toThrow("too long");
  });

  test("has no figure before the second sample, and says with which status Windows refuses", async () => {
    for (const status of [
      counterStatus.invalidData,
      counterStatus.invalidItem,
      counterStatus.noData,
      counterStatus.noInstance,
      // PDH_CALC_NEGATIVE_DENOMINATOR, _TIMEBASE, _VALUE: a program ended between two samples, or a clock was set.
      0x800007d6,
      0x800007d7,
      0x800007d8,
    ])
      expect(await reader(async () => says(status))()).toBeUndefined();
    expect(await reader(async () => says(0))()).toEqual([]);
    expect(await reader(async () => says(counterStatus.moreData))()).toEqual([]);
    await expect(reader(async () => says(0xc0000bbc))()).rejects.toThrow("0xC0000BBC");
  });

  test("is read to its end or not at all, whatever bytes a broken provider writes", async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 });
    const number = fc.integer({ min: 0, max: 0xffffffff });
    await fc.assert(
      fc.asyncProperty(bytes, number, fc.bigInt(0n, 2n ** 64n - 1n), async (written, count, at) => {
        for (const format of Object.values(counterFormat)) {
          const { items } = script(
            () => says(counterStatus.moreData, { bytes: written.length }),
            (room) => {
              Buffer.from(written).copy(room ?? Buffer.alloc(0));
              return says(0, { count, address: at });
            },
          );
          const read = (await reader(items, format)()) ?? [];
          expect(read.length).toBeLessThanOrEqual(Math.ceil(written.length * 1.25) / 24);
          loads(read);
          memoryInUse(read);
          programs(read);
        }
      }),
    );
  });

  // defect: a program without a figure was left out, and the list of the others was believed to be whole
  test("keeps who has no figure now, so that no list of programs is whole without them, and leaves out who is gone", async () => {
    const card = "luid_0x00000000_0x0000D5B4_phys_0";
    const listed = (status: number) => {
      const bytes = packItems(
        [
          { name: `pid_1_${card}`, value: 100 },
          { name: `pid_2_${card}`, value: 100, status },
        ],
        counterFormat.whole,
        0n,
      );
      const { items } = script(
        () => says(counterStatus.moreData, { bytes: bytes.length }),
        (room) => {
          bytes.copy(room ?? Buffer.alloc(0));
          return says(0, { count: 2 });
        },
      );
      return reader(items, counterFormat.whole)();
    };
    const unknown = await listed(counterStatus.invalidItem);
    expect(unknown?.map(({ value }) => value)).toEqual([100, undefined]);
    expect(programs(unknown ?? []).size).toBe(0);
    const gone = await listed(counterStatus.noInstance);
    expect([...programs(gone ?? []).values()]).toEqual([[{ pid: 1, bytes: 100 }]]);
  });

  test("leaves out what is gone, and names that lie outside of it or have no end", async () => {
    const bytes = packItems(
      [
        { name: "gone", value: 5, status: counterStatus.noInstance },
        { name: "good", value: 5 },
        { name: "before", value: 5 },
        { name: "behind", value: 5 },
        { name: "odd", value: 5 },
        { name: "endless", value: 5 },
      ],
      counterFormat.share,
      0x5000n,
    );
    bytes.writeBigUInt64LE(0x4ffen, 48);
    bytes.writeBigUInt64LE(2n ** 64n - 2n, 72);
    bytes.writeBigUInt64LE(bytes.readBigUInt64LE(96) + 1n, 96);
    const cut = bytes.subarray(0, bytes.length - 2);
    const { items } = script(
      () => says(counterStatus.moreData, { bytes: Math.floor((cut.length * 4) / 5) }),
      (room) => {
        cut.copy(room ?? Buffer.alloc(0));
        // More than there are, as a broken provider would count.
        return says(0, { count: 4_000_000_000, address: 0x5000n });
      },
    );
    const read = await reader(items)();
    expect(read?.filter(({ name }) => /^[a-z]+$/.test(name))).toEqual([{ name: "good", value: 5 }]);
  });
});
