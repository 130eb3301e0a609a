import { Button } from "@mantine/core";
import { IconDroplet } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Receipt } from "../../../native/api/transaction.ts";
import { api } from "../../app/api.ts";
import { refreshWallets } from "../../app/feeds.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { ReceiptView } from "../../ui/figures/receipt-view.tsx";
import { useAction } from "../../ui/hooks/use-action.ts";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import classes from "./wallet-list.module.css";

interface FaucetProps {
  readonly wallet?: string;
  readonly onFilled?: () => void;
}

/** Asks the practice network's faucet once and shows the block the coins came in. */
export function Faucet({ wallet, onFilled }: FaucetProps) {
  const { t } = useTranslation();
  const [given, setGiven] = useState<{ receipt: Receipt; amount: string }>();
  const fill = useAction(async () => {
    setGiven(await api.practice.faucet(wallet === undefined ? {} : { wallet }));
    await refreshWallets();
    onFilled?.();
  });
  return (
    <div>
      <div className={classes.faucet}>
        <p>{t("faucet.why")}</p>
        <Button
          variant="default"
          leftSection={<IconDroplet size={16} aria-hidden />}
          loading={fill.running}
          onClick={() => void fill.run()}
          data-testid="faucet-fill"
        >
          {t("faucet.fill")}
        </Button>
      </div>
      {fill.error !== undefined && (
        <div className={classes.done}>
          <ErrorView error={fill.error} onRetry={() => void fill.run()} />
        </div>
      )}
      {given !== undefined && (
        <div className={classes.done}>
          <ReceiptView receipt={given.receipt}>
            {t("faucet.given")} <Amount value={given.amount} />
          </ReceiptView>
        </div>
      )}
    </div>
  );
}
