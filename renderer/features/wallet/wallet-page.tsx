import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { refreshWallets } from "../../app/feeds.ts";
import { useNetwork } from "../../stores/network.ts";
import { useBalance, useWallets } from "../../stores/wallet.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { Figure } from "../../ui/figures/figure.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { Page } from "../../ui/layout/page.tsx";
import { Panel } from "../../ui/layout/panel.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import figures from "../home/figures.module.css";
import { beginAdding } from "./adding.ts";
import { FaucetPanel } from "./faucet-panel.tsx";
import { WalletList } from "./wallet-list.tsx";

/** Wallet: what you own and the keys that own it. */
export function WalletPage() {
  const { t } = useTranslation();
  const wallets = useWallets((store) => store.data);
  const balance = useBalance((store) => store.data);
  const practice = useNetwork((store) => store.data.value?.network === "practice");
  const held = balance.value;
  return (
    <Page
      title={t("pages.wallet")}
      lead={t("leads.wallet")}
      actions={
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={beginAdding}
          data-testid="wallet-add"
        >
          {t("wallet.add")}
        </Button>
      }
    >
      {balance.state === "failed" && (
        <ErrorView error={balance.error} onRetry={() => void refreshWallets()} />
      )}
      {held !== undefined && (
        <div className={figures.figures}>
          <Figure
            testId="balance-total"
            label={t("wallet.total")}
            value={<Amount value={held.total} />}
            note={t("wallet.atBlock", { block: formatWhole(held.block) })}
          />
          <Figure
            testId="balance-free"
            label={t("wallet.free")}
            value={<Amount value={held.free} />}
            note={t("wallet.freeNote")}
          />
          <Figure
            testId="balance-staked"
            label={t("wallet.staked")}
            value={<Amount value={held.stakedValue} />}
            note={t("wallet.stakedNote")}
            proof={{ to: "/stake", label: t("wallet.stakedProof") }}
          />
        </div>
      )}
      <Panel title={t("wallet.keys")} flush>
        <WalletList data={wallets} onRetry={() => void refreshWallets()} />
      </Panel>
      {practice && <FaucetPanel />}
    </Page>
  );
}
