import { defineConfig } from "vitest/config";

/** Unit, property, integration and conformance tests; the browser tests have a runner of their own in test/e2e. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    exclude: ["test/e2e/**", "node_modules/**"],
    setupFiles: ["test/property/seed.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    // A second is not enough on a busy machine; how long an effect may take is no test's matter.
    expect: { poll: { timeout: 30_000 } },
  },
});
