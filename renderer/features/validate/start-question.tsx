import { Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PageError } from "../../app/page-error.ts";
import { useNetwork, useSubnets } from "../../stores/network.ts";
import { useBalance } from "../../stores/wallet.ts";
import { Amount } from "../../ui/amount.tsx";
import { parseAmount } from "../../ui/format/amount.ts";
import { NetworkBadge } from "../../ui/network-badge.tsx";
import { PasswordForm } from "../../ui/password-form.tsx";
import { SigningSummary } from "../../ui/signing-summary.tsx";
import { Term } from "../../ui/term.tsx";
import { worstBurn } from "../mine/mining-control.ts";
import classes from "./validate.module.css";

interface StartQuestionProps {
  readonly opened: boolean;
  readonly netuid: number;
  readonly running: boolean;
  readonly error: PageError | undefined;
  /** `stake` in rao; undefined leaves it to the node: the least that gives a permit. */
  readonly onSubmit: (password: string, stake: string | undefined) => void;
  readonly onClose: () => void;
}

/** What validating takes from the wallet, asked before it is signed: a place on the subnet and a stake to itself. */
export function StartQuestion(props: StartQuestionProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t("validate.question")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {props.opened && <Form {...props} />}
    </Modal>
  );
}

function Form(props: StartQuestionProps) {
  const { t } = useTranslation();
  const network = useNetwork((store) => store.data.value?.network);
  const free = useBalance((store) => store.data.value?.free);
  const subnets = useSubnets((store) => store.data.value);
  const burn = subnets?.find((subnet) => subnet.netuid === props.netuid)?.burn ?? "0";
  const [text, setText] = useState("");
  const stake = text.trim() === "" ? 0n : parseAmount(text);
  const most = worstBurn(burn) + (stake ?? 0n);
  return (
    <div className={classes.question} data-testid="validate-dialog">
      <p>{t("validate.what")}</p>
      <TextInput
        label={t("validate.stake")}
        description={t("validate.stakeHint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        inputMode="decimal"
        autoComplete="off"
        rightSection={<span>τ</span>}
        error={stake === undefined ? t("stakeDrawer.notAnAmount") : undefined}
        data-testid="validate-stake"
      />
      <SigningSummary
        worst={{
          label: t("startDialog.worst"),
          value: <Amount value={most} />,
          note: stake === 0n ? t("validate.andStake") : undefined,
        }}
        items={[
          { key: "burn", label: <Term name="burn" />, value: <Amount value={burn} /> },
          {
            key: "stake",
            label: <Term name="stake" />,
            value:
              stake === 0n || stake === undefined ? t("validate.least") : <Amount value={stake} />,
          },
          {
            key: "free",
            label: t("startDialog.free"),
            value: free === undefined ? "…" : <Amount value={free} />,
          },
          {
            key: "network",
            label: t("signing.network"),
            value: network === undefined ? "…" : <NetworkBadge network={network} />,
          },
        ]}
      />
      <PasswordForm
        action={t("validate.start")}
        running={props.running}
        error={props.error}
        disabled={stake === undefined}
        onSubmit={(password) =>
          props.onSubmit(password, stake === undefined || stake === 0n ? undefined : String(stake))
        }
        onCancel={props.onClose}
      />
    </div>
  );
}
