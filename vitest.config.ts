import { defineConfig } from "vitest/config";

/** Unit, property, integration and conformance tests; the browser tests have a runner of their own in test/e2e. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    exclude: ["test/e2e/**", "node_modules/**"],
    setupFiles: ["test/property/seed.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Only what hangs meets these: real engines beside a busy machine's other work take half a minute at times.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 10_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
