import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { Wizard } from "../features/setup/wizard.tsx";
import { useConnection } from "../stores/connection.ts";
import { useSetup } from "../stores/node.ts";
import { Blank } from "./blank.tsx";
import { Frame } from "./frame.tsx";
import { readNonce } from "./nonce.ts";
import { cssVariables, theme } from "./theme.ts";

/** The whole page: its look, its address, and whether the first run or the frame is shown. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => readNonce() ?? ""}
    >
      <Notifications position="bottom-right" autoClose={6000} />
      <Router hook={useHashLocation}>
        <Content />
      </Router>
    </MantineProvider>
  );
}

function Content() {
  const connection = useConnection((store) => store.state);
  const setup = useSetup((store) => store.data);
  if (setup.value === undefined) {
    return (
      <Blank connection={connection} error={setup.state === "failed" ? setup.error : undefined} />
    );
  }
  if (setup.value.step !== "done") return <Wizard setup={setup.value} />;
  return <Frame />;
}
