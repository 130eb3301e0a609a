import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useBalance } from "../../stores/wallet.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { Facts } from "../../ui/figures/facts.tsx";
import { Faucet } from "../wallet/faucet.tsx";
import classes from "./wizard.module.css";

interface FaucetScreenProps {
  readonly wallet: string | undefined;
  readonly finishing: boolean;
  readonly onDone: () => void;
}

/** Practice TAO to begin with, said to be worth nothing. */
export function FaucetScreen({ wallet, finishing, onDone }: FaucetScreenProps) {
  const { t } = useTranslation();
  const balance = useBalance((store) => store.data.value);
  const filled = balance !== undefined && BigInt(balance.free) > 0n;
  return (
    <>
      <div>
        <h1 className={classes.title}>{t("setup.faucet.title")}</h1>
        <p className={classes.lead}>{t("setup.faucet.lead")}</p>
      </div>
      <Faucet {...(wallet === undefined ? {} : { wallet })} />
      {balance !== undefined && (
        <Facts
          items={[
            {
              key: "free",
              label: t("wallet.free"),
              value: <Amount value={balance.free} />,
            },
          ]}
        />
      )}
      <div className={classes.buttons}>
        <Button
          className={classes.end}
          variant={filled ? "filled" : "default"}
          loading={finishing}
          onClick={onDone}
          data-testid="setup-finish"
        >
          {t(filled ? "setup.faucet.finish" : "setup.faucet.skip")}
        </Button>
      </div>
    </>
  );
}
