import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultSettings } from "../../../native/governor/default-settings.ts";
import { governorStore } from "../../../native/governor/stored.ts";
import { openStore } from "../../../native/store/database.ts";
import { createNotes } from "../../../native/store/notes.ts";

let opened: ReturnType<typeof openStore>;
beforeEach(() => {
  opened = openStore(":memory:");
});
afterEach(() => opened.close());

describe("what the governor keeps", () => {
  const settings = defaultSettings({ practice: false });
  const energy = { date: "2026-06-01", kilowattHours: 1.5, workedMillis: 7_000 };

  it("is there after a restart", () => {
    const store = governorStore(createNotes(opened.database));
    expect(store.settingsAreLost()).toBe(false);
    store.saveSettings(settings);
    store.saveHand({ since: 1, until: 2 });
    store.saveEnergy({ ...energy, at: 9, watts: 300 });
    const again = governorStore(createNotes(opened.database));
    expect(again.settingsAreLost()).toBe(false);
    expect(again.settings()).toEqual(settings);
    expect(again.hand()).toEqual({ since: 1, until: 2 });
    expect(again.energy()).toEqual({ ...energy, at: 0 });
    again.saveHand(undefined);
    expect(again.hand()).toBeUndefined();
  });

  // defect: a note that is no JSON any more kept the whole node from starting
  it.each([["x{"], [""], ["null"], ["[]"], ['{"temperature":{"enabled":"yes"}}']])(
    "is as good as none where it says %j",
    (damaged) => {
      const store = governorStore(createNotes(opened.database));
      store.saveSettings(settings);
      store.saveHand({ since: 1 });
      store.saveEnergy({ ...energy, at: 9 });
      opened.database.prepare("UPDATE note SET value = ?").run(damaged);
      expect(store.settings()).toBeUndefined();
      expect(store.settingsAreLost()).toBe(true);
      expect(store.hand()).toBeUndefined();
      expect(store.energy()).toBeUndefined();
    },
  );
});
