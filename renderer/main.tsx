import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./ui/tokens.css";
import { createRoot } from "react-dom/client";
import { connect } from "./app/api.ts";
import { App } from "./app/app.tsx";
import { startFeeds, startPulse } from "./app/feeds.ts";
import { startLocale } from "./app/locale.ts";
import { spreadNonce } from "./app/nonce.ts";

spreadNonce();
await startLocale();
const endFeeds = startFeeds();
const endPulse = startPulse();
const disconnect = connect();
addEventListener("pagehide", () => {
  endFeeds();
  endPulse();
  disconnect();
});

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App />);
