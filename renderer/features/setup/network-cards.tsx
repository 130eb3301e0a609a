import { Radio } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { SetupState } from "../../../native/api/node.ts";
import { NetworkBadge } from "../../ui/marks/network-badge.tsx";
import classes from "./wizard.module.css";
import { type NamedNetwork, otherNetworks } from "./wizard-state.ts";

/** The networks: the one this node was started on is chosen; each other one says why it cannot be, and how to get there. */
export function NetworkCards({ network }: { readonly network: SetupState["network"] }) {
  const { t } = useTranslation();
  return (
    <Radio.Group value={network} label={t("setup.welcome.network")}>
      <div className={classes.choices}>
        <Radio.Card
          value={network}
          className={classes.choice}
          data-testid={`network-${network}`}
          aria-label={t(`networks.${network}.word`)}
        >
          <Radio.Indicator />
          <div>
            <div className={classes.choiceName}>
              {t(`networks.${network}.name`)}
              <NetworkBadge network={network} plain />
            </div>
            <div className={classes.choiceText}>{t(`networks.${network}.text`)}</div>
          </div>
        </Radio.Card>
        <div className={classes.elsewhere}>
          {otherNetworks(network).map((other) => (
            <Elsewhere key={other} network={other} />
          ))}
        </div>
      </div>
    </Radio.Group>
  );
}

function Elsewhere({ network }: { readonly network: NamedNetwork }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Radio.Card
      value={network}
      disabled
      className={classes.choice}
      data-testid={`network-${network}`}
      aria-label={t(`networks.${network}.word`)}
      aria-describedby={id}
    >
      <div id={id}>
        <div className={classes.choiceName}>
          {t(`networks.${network}.name`)}
          <NetworkBadge network={network} plain />
        </div>
        <div className={classes.choiceText}>{t(`networks.${network}.hint`)}</div>
        <div className={classes.choiceText}>
          {t("setup.welcome.elsewhere")} <code className={classes.option}>--network {network}</code>
        </div>
      </div>
    </Radio.Card>
  );
}
