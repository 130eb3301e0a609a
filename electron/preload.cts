// The page gets one message port to the node and nothing else: no Electron object, no function, no channel of its own.
const { ipcRenderer }: typeof import("electron") = require("electron");

ipcRenderer.on("hearth-port", (event) => {
  window.postMessage({ type: "hearth-port" }, "hearth://page", event.ports);
});
