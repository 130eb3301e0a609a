import { defineConfig } from "vitest/config";

/** The browser tests: real Chromium, the built page, one file at a time. */
export default defineConfig({
  test: {
    include: ["test/e2e/**/*.e2e.ts"],
    globalSetup: ["test/e2e/build-page.ts"],
    pool: "forks",
    fileParallelism: false,
    expect: { poll: { timeout: 20_000, interval: 100 } },
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
