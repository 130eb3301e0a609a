const LOOK_MILLIS = 250;

/**
 * Calls `end` once when this program was started by an npm script and npm is gone. Between npm and a program stands a shell;
 * npm hands a signal to that shell alone, and most shells end of it without telling the program, which would go on unseen.
 * Started in any other way nothing is watched. Does not keep the process alive; returns the function that ends the watch.
 */
export function whenNpmEnds(
  end: () => void,
  environment: NodeJS.ProcessEnv = process.env,
): () => void {
  if (environment.npm_lifecycle_event === undefined || process.platform === "win32")
    return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, LOOK_MILLIS);
  timer.unref();
  return () => clearInterval(timer);
}
