import { askedSense, type Sense } from "../sense.ts";

/** What Windows is asked: GetLastInputInfo of user32, which fills a LASTINPUTINFO in, and GetTickCount and ProcessIdToSessionId of kernel32. */
export interface InputClock {
  /** 0 where it failed. */
  lastInput(info: Buffer): number;
  /** Milliseconds since the start, in 32 bits: they begin anew after 49.7 days. */
  ticks(): number;
  /** The session that this process runs in; undefined where Windows does not tell. Services and remote shells run in 0. */
  session(): number | undefined;
}

/** LASTINPUTINFO: its own size, and the ticks of the last key or movement. */
const ROOM = 8;

/**
 * When a person last used this Windows computer, in milliseconds since 1970: the last key or movement in the session that the node
 * runs in. Undefined where Windows does not tell.
 */
export function windowsPresence(
  now: () => number,
  load: () => Promise<InputClock> = loadFromWindows,
): Sense<number> {
  let loading: Promise<InputClock> | undefined;
  const ask = async (): Promise<number | undefined> => {
    loading ??= load();
    const clock = await loading;
    // Session 0 has no keyboard: nobody would ever be there, while somebody plays in another session.
    if (clock.session() === 0) return undefined;
    const info = Buffer.alloc(ROOM);
    info.writeUInt32LE(ROOM, 0);
    if (clock.lastInput(info) === 0) return undefined;
    const idle = (clock.ticks() - info.readUInt32LE(4)) >>> 0;
    return now() - idle;
  };
  return askedSense(ask, 5_000);
}

async function loadFromWindows(): Promise<InputClock> {
  const { default: koffi } = await import("koffi");
  const user = koffi.load("user32.dll");
  const kernel = koffi.load("kernel32.dll");
  const sessionOf = kernel.func("int __stdcall ProcessIdToSessionId(uint32_t id, void *session)");
  return {
    lastInput: user.func("int __stdcall GetLastInputInfo(void *info)"),
    ticks: kernel.func("uint32_t __stdcall GetTickCount()"),
    session: () => {
      const session = Buffer.alloc(4);
      return sessionOf(process.pid, session) === 0 ? undefined : session.readUInt32LE();
    },
  };
}
