import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNetwork } from "../../stores/network.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { PasswordForm } from "../../ui/forms/password-form.tsx";
import { SigningSummary } from "../../ui/forms/signing-summary.tsx";
import { NetworkBadge } from "../../ui/marks/network-badge.tsx";
import { Term } from "../../ui/marks/term.tsx";
import { confirmStart, dismissQuestion, useControl, worstBurn } from "./mining-control.ts";
import classes from "./start-dialog.module.css";

/** Asks for the password before mining starts, only where the hotkey must be registered: what it costs, where, and what leaves. */
export function StartDialog() {
  const { t } = useTranslation();
  const { asking, busy, error, returnFocus } = useControl();
  const network = useNetwork((store) => store.data.value?.network);
  return (
    <Modal
      opened={asking !== undefined}
      onClose={() => busy || dismissQuestion()}
      returnFocus={false}
      onExitTransitionEnd={returnFocus}
      title={t("startDialog.title")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {asking !== undefined && (
        <div data-testid="start-dialog">
          <p className={classes.why}>
            {t("startDialog.why", { netuid: asking.netuid })} <Term name="registration" />
          </p>
          <SigningSummary
            worst={{
              label: t("startDialog.worst"),
              value: <Amount value={worstBurn(asking.burn)} />,
            }}
            items={[
              {
                key: "burn",
                label: <Term name="burn" />,
                value: <Amount value={asking.burn} />,
              },
              {
                key: "free",
                label: t("startDialog.free"),
                value: <Amount value={asking.free} />,
              },
              {
                key: "network",
                label: t("signing.network"),
                value: network === undefined ? "…" : <NetworkBadge network={network} />,
              },
            ]}
          />
          <PasswordForm
            action={t("startDialog.confirm")}
            running={busy}
            startsHere
            error={error}
            onSubmit={(password) => void confirmStart(password)}
            onCancel={dismissQuestion}
          />
        </div>
      )}
    </Modal>
  );
}
