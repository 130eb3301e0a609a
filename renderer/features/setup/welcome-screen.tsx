import { Button, Radio } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SetupState } from "../../../native/api/node.ts";
import { NetworkBadge } from "../../ui/network-badge.tsx";
import classes from "./wizard.module.css";

interface WelcomeScreenProps {
  readonly saving: boolean;
  readonly onNext: (network: SetupState["network"]) => void;
}

/** What Hearth is, and which network: practice is the default, and the only one this version connects to. */
export function WelcomeScreen({ saving, onNext }: WelcomeScreenProps) {
  const { t } = useTranslation();
  const [network, setNetwork] = useState<SetupState["network"]>("practice");
  return (
    <>
      <div>
        <h1 className={classes.title}>{t("setup.welcome.title")}</h1>
        <p className={classes.lead}>{t("setup.welcome.lead")}</p>
      </div>
      <Radio.Group
        value={network}
        onChange={(value) => setNetwork(value as SetupState["network"])}
        label={t("setup.welcome.network")}
      >
        <div className={classes.choices}>
          <Radio.Card
            value="practice"
            className={classes.choice}
            data-testid="network-practice"
            aria-label={t("networks.practice.word")}
          >
            <Radio.Indicator />
            <div>
              <div className={classes.choiceName}>
                {t("setup.welcome.practice")}
                <NetworkBadge network="practice" plain />
              </div>
              <div className={classes.choiceText}>{t("setup.welcome.practiceText")}</div>
            </div>
          </Radio.Card>
        </div>
      </Radio.Group>
      <p className={classes.lead}>{t("setup.welcome.later")}</p>
      <div className={classes.buttons}>
        <Button
          className={classes.end}
          size="md"
          loading={saving}
          onClick={() => onNext(network)}
          data-testid="setup-next"
        >
          {t("setup.next")}
        </Button>
      </div>
    </>
  );
}
