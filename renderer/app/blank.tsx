import { Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSetup } from "../stores/node.ts";
import { ErrorView } from "../ui/marks/error-view.tsx";
import { Mark } from "../ui/marks/mark.tsx";
import { api } from "./api.ts";
import classes from "./blank.module.css";
import { read } from "./follow.ts";
import { PageError } from "./page-error.ts";
import type { ConnectionState } from "./transport/connection-state.ts";

interface BlankProps {
  readonly connection: ConnectionState;
  readonly error: PageError | undefined;
}

/** What is shown before the node has said anything: that it is being reached, or why it is not. */
export function Blank({ connection, error }: BlankProps) {
  const { t } = useTranslation();
  const shown = error ?? connectionError(connection);
  return (
    <main className={classes.blank} data-testid="blank" data-connection={connection.kind}>
      <h1 className={classes.name}>
        <Mark size={40} />
        <span>Hearth</span>
      </h1>
      {shown === undefined ? (
        <p className={classes.wait} role="status">
          <Loader size={14} />
          {t("connection.reaching")}
        </p>
      ) : (
        <ErrorView
          error={shown}
          onRetry={
            connection.kind === "open"
              ? () => void read(() => api.node.setup({}), useSetup.getState())
              : undefined
          }
        />
      )}
    </main>
  );
}

function connectionError(connection: ConnectionState): PageError | undefined {
  switch (connection.kind) {
    case "no-token":
    case "refused":
      return new PageError("UNAUTHORIZED");
    case "silent":
      return new PageError("NODE_UNREACHABLE");
    case "waiting":
      return connection.attempt > 2 ? new PageError("NODE_UNREACHABLE") : undefined;
    case "connecting":
      return connection.attempt > 2 ? new PageError("NODE_UNREACHABLE") : undefined;
    case "open":
      return undefined;
    default:
      return connection satisfies never;
  }
}
