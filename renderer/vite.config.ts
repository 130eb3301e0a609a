import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Every response gets its own nonce: whoever serves index.html replaces this text before sending it. */
const CSP_NONCE_PLACEHOLDER = "__CSP_NONCE__";

/** Builds the page into dist/renderer with relative addresses, so it works under http and under the desktop's own protocol. */
export default defineConfig(({ command }) => {
  // Built from inside a test run, NODE_ENV says "test", and React would ship its development build.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    root: import.meta.dirname,
    base: "./",
    plugins: [react()],
    html: { cspNonce: CSP_NONCE_PLACEHOLDER },
    build: {
      outDir: "../dist/renderer",
      emptyOutDir: true,
      // Data addresses would need a hole in the policy.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1200,
    },
  };
});
