import { useTranslation } from "react-i18next";
import { useAlphaSymbol } from "../../stores/network.ts";
import type { ValidatorStatus } from "../../stores/validator.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { Facts } from "../../ui/figures/facts.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { formatScore } from "../../ui/format/ratio.ts";
import { formatDuration } from "../../ui/format/time.ts";
import { useNow } from "../../ui/hooks/use-now.ts";
import { Panel } from "../../ui/layout/panel.tsx";
import { Copyable } from "../../ui/marks/copyable.tsx";
import { Term } from "../../ui/marks/term.tsx";

/** Where this node's validator stands on the subnet. */
export function Standing({ status }: { readonly status: ValidatorStatus }) {
  const { t } = useTranslation();
  const now = useNow();
  // A node that does not validate does not look either: a place and a permit may well be there.
  const isOff = status.state === "off";
  const symbol = useAlphaSymbol(status.netuid ?? 1);
  return (
    <Panel title={t("validate.standing")}>
      <Facts
        items={[
          {
            key: "hotkey",
            label: <Term name="hotkey" />,
            value:
              status.hotkeyAddress === undefined ? (
                (status.hotkey ?? "–")
              ) : (
                <Copyable value={status.hotkeyAddress} label={t("terms.hotkey.word")} />
              ),
          },
          {
            key: "uid",
            label: <Term name="uid" />,
            value: status.uid ?? (isOff ? t("mine.whileOn") : t("mine.noUid")),
          },
          {
            key: "permit",
            label: <Term name="permit" />,
            value: isOff ? t("mine.whileOn") : t(status.permit ? "common.yes" : "stake.noPermit"),
          },
          {
            key: "stake",
            label: <Term name="stake" />,
            value:
              status.stake === undefined ? "–" : <Amount value={status.stake} symbol={symbol} />,
          },
          {
            key: "trust",
            label: <Term name="vtrust" />,
            value: status.trust === undefined ? "–" : formatScore(status.trust),
          },
          {
            key: "rounds",
            label: t("validate.rounds"),
            value:
              status.lastRoundAt === undefined
                ? formatWhole(status.rounds)
                : t("validate.roundsAgo", {
                    count: status.rounds,
                    age: formatDuration(now - status.lastRoundAt),
                  }),
          },
          {
            key: "weights",
            label: <Term name="weights">{t("validate.weights")}</Term>,
            value:
              status.weightsSetBlock === undefined
                ? t("validate.noWeights")
                : t("validate.weightsAt", { block: formatWhole(status.weightsSetBlock) }),
          },
        ]}
      />
    </Panel>
  );
}
