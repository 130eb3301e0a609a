import { Button, Drawer } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StakePosition, StakeQuote, ValidatorRow } from "../../../native/api/stake.ts";
import type { Receipt } from "../../../native/api/transaction.ts";
import { api } from "../../app/api.ts";
import { useAlphaSymbol } from "../../stores/network.ts";
import { useBalance, useSigning } from "../../stores/wallet.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { ReceiptView } from "../../ui/figures/receipt-view.tsx";
import { shortAddress } from "../../ui/format/address.ts";
import { PasswordForm } from "../../ui/forms/password-form.tsx";
import { useAction } from "../../ui/hooks/use-action.ts";
import { Copyable } from "../../ui/marks/copyable.tsx";
import { AmountField } from "./amount-field.tsx";
import type { Direction } from "./direction.ts";
import { QuoteView } from "./quote-view.tsx";
import classes from "./stake.module.css";
import { useQuote } from "./use-quote.ts";

interface StakeDrawerProps {
  readonly hotkey: string | undefined;
  readonly netuid: number;
  readonly direction: Direction;
  readonly validator: ValidatorRow | undefined;
  readonly position: StakePosition | undefined;
  /** Whether validators and positions were read, so that a key that is neither's is nobody's here. */
  readonly known: boolean;
  readonly onMoved: () => void;
  readonly onClose: () => void;
}

/** The side panel that moves stake: amount, live quote, password, and then the block it landed in. */
export function StakeDrawer(props: StakeDrawerProps) {
  const { t } = useTranslation();
  const { hotkey, direction } = props;
  // What is being signed cannot be taken back: the panel stays until it is known what became of it.
  const signing = useSigning((store) => store.running > 0);
  return (
    <Drawer
      opened={hotkey !== undefined}
      onClose={() => signing || props.onClose()}
      size={460}
      title={t(`stakeDrawer.title.${props.direction}`)}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {hotkey !== undefined && (
        <Content key={`${hotkey}-${direction}`} {...props} hotkey={hotkey} />
      )}
    </Drawer>
  );
}

/** The form, or that the key is nobody's. */
function Content(props: StakeDrawerProps & { readonly hotkey: string }) {
  const { t } = useTranslation();
  const { hotkey, netuid, known } = props;
  const listed = props.validator !== undefined || props.position !== undefined;
  // A key that was somebody's once stays so while the panel is open: unstaking all of it takes it off both lists, and the
  // receipt is shown after that.
  const [somebodys, setSomebodys] = useState(listed);
  if (listed && !somebodys) setSomebodys(true);
  return known && !somebodys ? (
    <p data-testid="stake-nobody">
      {t("stakeDrawer.nobody", { netuid, hotkey: shortAddress(hotkey) })}
    </p>
  ) : (
    <Form {...props} />
  );
}

function Form(props: StakeDrawerProps & { readonly hotkey: string }) {
  const { t } = useTranslation();
  const { hotkey, netuid, direction, validator, position } = props;
  const symbol = useAlphaSymbol(netuid);
  const free = useBalance((store) => store.data.value?.free);
  const [units, setUnits] = useState<bigint>();
  const [tolerance, setTolerance] = useState(0.005);
  const [moved, setMoved] = useState<{ receipt: Receipt; paid: string; received: string }>();
  const quote = useQuote(units, { direction, hotkey, netuid, tolerance });
  const pays = direction === "add" ? "τ" : symbol;
  const brings = direction === "add" ? symbol : "τ";

  const move = useAction(async (password: string, agreed: StakeQuote) => {
    const input = {
      hotkey,
      netuid,
      amount: agreed.pays,
      tolerance,
      limitPrice: agreed.limitPrice,
      password,
    };
    const result = await useSigning
      .getState()
      .during(() => (direction === "add" ? api.stake.add(input) : api.stake.remove(input)));
    setMoved(result);
    props.onMoved();
  });

  return (
    <div data-testid="stake-drawer">
      <div className={classes.to}>
        <strong>{validator?.name ?? t("stakeDrawer.validator")}</strong>
        <Copyable value={hotkey} label={t("terms.hotkey.word")} />
      </div>
      {moved !== undefined ? (
        <div className={classes.done}>
          <ReceiptView receipt={moved.receipt}>
            {t("stakeDrawer.left")} <Amount value={moved.paid} symbol={pays} />,{" "}
            {t("stakeDrawer.came")} <Amount value={moved.received} symbol={brings} />
          </ReceiptView>
          <Button onClick={props.onClose} data-testid="stake-done">
            {t("common.done")}
          </Button>
        </div>
      ) : (
        <>
          <AmountField
            direction={direction}
            symbol={pays}
            available={direction === "add" ? free : position?.available}
            tolerance={tolerance}
            onTolerance={setTolerance}
            onAmount={setUnits}
          />
          <QuoteView quote={quote} paysSymbol={pays} bringsSymbol={brings} />
          {quote.data?.state === "ready" && (
            <PasswordForm
              action={t(`stakeDrawer.confirm.${direction}`)}
              running={move.running}
              error={move.error}
              disabled={quote.stale}
              onSubmit={(password) => {
                if (quote.data?.state === "ready") void move.run(password, quote.data.value);
              }}
              onCancel={props.onClose}
            />
          )}
        </>
      )}
    </div>
  );
}
