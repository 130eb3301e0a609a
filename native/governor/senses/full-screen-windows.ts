import type { Sense } from "./sense.ts";

/** SHQueryUserNotificationState of shell32: fills the state in and returns an HRESULT, 0 where it worked. */
export type QueryNotificationState = (state: [number]) => number;

/** QUERY_USER_NOTIFICATION_STATE: a program runs full-screen, a Direct3D one does, a presentation is on. */
const BUSY = 2;
const DIRECT3D_FULL_SCREEN = 3;
const PRESENTATION = 4;

/** True while a program fills the screen, as Windows itself decides when to hold notifications back. */
export function fullScreenWindows(
  load: () => Promise<QueryNotificationState> = loadFromShell,
): Sense<boolean> {
  let loading: Promise<QueryNotificationState> | undefined;
  const ask = async (): Promise<number | undefined> => {
    loading ??= load();
    const query = await loading;
    const state: [number] = [0];
    return query(state) === 0 ? state[0] : undefined;
  };
  return {
    available: () =>
      ask().then(
        (state) => state !== undefined,
        () => false,
      ),
    read: async () => {
      const state = await ask();
      return state === undefined
        ? undefined
        : state === BUSY || state === DIRECT3D_FULL_SCREEN || state === PRESENTATION;
    },
    everyMillis: 3_000,
  };
}

async function loadFromShell(): Promise<QueryNotificationState> {
  const { default: koffi } = await import("koffi");
  const shell = koffi.load("shell32.dll");
  return shell.func("int __stdcall SHQueryUserNotificationState(_Out_ int *state)");
}
