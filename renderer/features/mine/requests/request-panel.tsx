import { useTranslation } from "react-i18next";
import { errorText, isErrorCode } from "../../../../native/api/errors.ts";
import type { MinerRequest } from "../../../../native/api/mining.ts";
import { Facts } from "../../../ui/figures/facts.tsx";
import { formatWhole } from "../../../ui/format/bytes.ts";
import { formatMillis, formatSpeed } from "../../../ui/format/measure.ts";
import { formatDateTime } from "../../../ui/format/time.ts";
import { SidePanel } from "../../../ui/layout/side-panel.tsx";
import { Copyable } from "../../../ui/marks/copyable.tsx";
import { StateBadge } from "../../../ui/marks/state-badge.tsx";
import { Term } from "../../../ui/marks/term.tsx";
import { requestTone } from "./request-tone.ts";

interface RequestPanelProps {
  readonly id: string | undefined;
  readonly request: MinerRequest | undefined;
  readonly known: boolean;
  readonly onClose: () => void;
}

/** Everything that is known of one request to the miner. */
export function RequestPanel({ id, request, known, onClose }: RequestPanelProps) {
  const { t } = useTranslation();
  return (
    <SidePanel
      opened={id !== undefined && (request !== undefined || known)}
      onClose={onClose}
      title={t("requests.one")}
      testId="request-panel"
    >
      {request === undefined ? <p>{t("requests.gone")}</p> : <Content request={request} />}
    </SidePanel>
  );
}

function Content({ request }: { readonly request: MinerRequest }) {
  const { t } = useTranslation();
  const { tokens, workMillis, waitMillis, endedAt, code } = request;
  const figure = (value: number | undefined, read: (value: number) => string): string =>
    value === undefined ? "–" : read(value);
  const speed =
    tokens === undefined || workMillis === undefined || workMillis === 0
      ? undefined
      : (tokens * 1000) / workMillis;
  return (
    <Facts
      items={[
        {
          key: "state",
          label: t("requests.state"),
          value: (
            <StateBadge tone={requestTone(request.state)}>
              {t(`requests.states.${request.state}`)}
            </StateBadge>
          ),
        },
        {
          key: "meaning",
          label: t("requests.meaning"),
          value: t(`requests.means.${request.state}`),
        },
        ...(code === undefined
          ? []
          : [
              {
                key: "code",
                label: t("requests.code"),
                value: `${code}. ${
                  isErrorCode(code)
                    ? errorText(code).what
                    : t(`requests.refusal.${code}`, { defaultValue: "" })
                }`,
              },
            ]),
        {
          key: "hotkey",
          label: <Term name="hotkey" />,
          value:
            request.hotkey === "" ? (
              t("requests.stranger")
            ) : (
              <Copyable value={request.hotkey} label={t("terms.hotkey.word")} />
            ),
        },
        {
          key: "uid",
          label: <Term name="uid" />,
          value: request.uid === undefined ? t("requests.noUid") : String(request.uid),
        },
        {
          key: "received",
          label: t("requests.received"),
          value: formatDateTime(request.receivedAt),
        },
        { key: "ended", label: t("requests.ended"), value: figure(endedAt, formatDateTime) },
        { key: "wait", label: t("requests.wait"), value: figure(waitMillis, formatMillis) },
        { key: "work", label: t("requests.work"), value: figure(workMillis, formatMillis) },
        { key: "tokens", label: t("requests.tokens"), value: figure(tokens, formatWhole) },
        { key: "speed", label: t("engine.speed"), value: figure(speed, formatSpeed) },
        {
          key: "id",
          label: t("requests.id"),
          value: <Copyable value={request.id} label={t("requests.id")} />,
        },
      ]}
    />
  );
}
