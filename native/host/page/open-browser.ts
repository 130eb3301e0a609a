import { spawn } from "node:child_process";

/** True where a browser window could appear at all. */
export function hasDisplay(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  if (platform !== "linux") return true;
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

/** Asks the system to show `url`. Nothing depends on it: the address is printed as well. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const [command, parameters] = opener(url, platform);
  const child = spawn(command, parameters, { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

function opener(url: string, platform: NodeJS.Platform): [string, string[]] {
  switch (platform) {
    case "darwin":
      return ["open", [url]];
    case "win32":
      return ["rundll32", ["url.dll,FileProtocolHandler", url]];
    default:
      return ["xdg-open", [url]];
  }
}
