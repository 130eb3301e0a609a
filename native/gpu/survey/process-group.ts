import { execFile } from "node:child_process";
import type { RunningProcess } from "../../processes/launcher.ts";

/**
 * Makes this process the leader of a group of its own, so that the programs it starts can be ended together with it: who kills a
 * process leaves them running. Electron starts no process as a leader. False where that failed, and on Windows, which has no groups.
 */
export async function leadGroup(): Promise<boolean> {
  if (process.platform === "win32") return false;
  try {
    const { default: koffi } = await import("koffi");
    const setpgid = koffi.load(null).func("int setpgid(int pid, int group)");
    return setpgid(0, 0) === 0;
  } catch {
    return false;
  }
}

/** Ends this process and what it started, at once; `leads` is what `leadGroup` said. */
export function endOwnGroup(leads: boolean): void {
  if (leads) process.kill(-process.pid, "SIGKILL");
  else if (process.platform === "win32") endTree(process.pid, () => process.exit(0));
  else process.exit(0);
}

/** Ends a child that leads a group, and all programs of that group, at once. */
export function endGroup(child: RunningProcess): void {
  const { pid } = child;
  const end = (): void => child.kill("SIGKILL");
  // To the numbers 0 and 1 the system gives a meaning of its own: this group, and everybody.
  if (pid === undefined || pid <= 1) end();
  // The tool finds the programs by their parent, which must not be gone before.
  else if (process.platform === "win32") endTree(pid, end);
  else {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It leads none, or all of it is gone.
    }
    end();
  }
}

function endTree(pid: number, afterwards: () => void): void {
  const options = { windowsHide: true, timeout: 10_000 };
  execFile("taskkill", ["/pid", String(pid), "/T", "/F"], options, afterwards);
}
