/** Resolves after so many milliseconds, or as soon as the signal aborts. Does not keep the process alive. */
export function wait(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    timer.unref();
    if (signal.aborted) done();
    else signal.addEventListener("abort", done);
  });
}
