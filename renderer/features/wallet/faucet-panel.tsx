import { useTranslation } from "react-i18next";
import { Panel } from "../../ui/layout/panel.tsx";
import { NetworkBadge } from "../../ui/marks/network-badge.tsx";
import { Faucet } from "./faucet.tsx";

/** The faucet on the wallet page, under the striped badge, so that nobody takes practice TAO for money. */
export function FaucetPanel() {
  const { t } = useTranslation();
  return (
    <Panel title={t("faucet.title")} aside={<NetworkBadge network="practice" />} testId="faucet">
      <Faucet />
    </Panel>
  );
}
