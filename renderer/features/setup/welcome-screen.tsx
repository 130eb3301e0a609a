import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SetupState } from "../../../native/api/node.ts";
import { NetworkCards } from "./network-cards.tsx";
import classes from "./wizard.module.css";

interface WelcomeScreenProps {
  /** The network this node was started on. */
  readonly network: SetupState["network"];
  readonly saving: boolean;
  readonly onNext: () => void;
}

/** What Hearth is, and which network the node runs on: practice unless it was started with another. */
export function WelcomeScreen({ network, saving, onNext }: WelcomeScreenProps) {
  const { t } = useTranslation();
  return (
    <>
      <div>
        <h1 className={classes.title}>{t("setup.welcome.title")}</h1>
        <p className={classes.lead}>{t("setup.welcome.lead")}</p>
      </div>
      <NetworkCards network={network} />
      <div className={classes.buttons}>
        <p className={classes.stays}>{t("setup.welcome.stays")}</p>
        <Button
          className={classes.end}
          size="md"
          loading={saving}
          onClick={onNext}
          data-testid="setup-next"
        >
          {t("setup.next")}
        </Button>
      </div>
    </>
  );
}
