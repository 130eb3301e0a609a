import { nodeLauncher } from "../../../native/processes/node-launcher.ts";

/** Starts a child, prints its pid and waits to be killed. */
const child = nodeLauncher().launch({
  name: "grandchild",
  entry: new URL("./child.ts", import.meta.url),
  args: [process.argv[2] ?? "serve"],
});
child.onMessage(() => console.log(child.pid));
