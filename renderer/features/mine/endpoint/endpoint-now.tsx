import { Button } from "@mantine/core";
import { IconRouter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { EndpointStatus } from "../../../../native/api/endpoint.ts";
import { api } from "../../../app/api.ts";
import { Facts } from "../../../ui/figures/facts.tsx";
import { formatDuration } from "../../../ui/format/time.ts";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { useNow } from "../../../ui/hooks/use-now.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { Copyable } from "../../../ui/marks/copyable.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { StateBadge } from "../../../ui/marks/state-badge.tsx";
import { Term } from "../../../ui/marks/term.tsx";
import classes from "../governor/governor.module.css";
import own from "./endpoint.module.css";
import { endpointAdvice, endpointSentence, endpointTone } from "./endpoint-text.ts";

/** How validators reach the miner now, what the router says, and asking it. */
export function EndpointNow({ status }: { readonly status: EndpointStatus }) {
  const { t } = useTranslation();
  const ask = useAction(() => api.mining.askRouter({}));
  const { tone, word } = endpointTone(status);
  const advice = endpointAdvice(t, status);
  const { state } = status.router;
  // While a port is kept forwarded the router is asked by itself.
  const canAsk = !status.practice && !(status.open !== undefined && status.settings.forward);
  return (
    <Panel
      title={t("endpoint.now")}
      testId="endpoint-now"
      aside={
        <StateBadge tone={tone} testId="endpoint-state">
          {t(`endpoint.state.${word}`)}
        </StateBadge>
      }
    >
      <div className={classes.now}>
        <div className={classes.sentences}>
          <p className={classes.sentence} data-testid="endpoint-sentence" role="status">
            {endpointSentence(t, status)}
          </p>
          {advice !== undefined && (
            <p className={classes.dim} data-testid="endpoint-advice">
              {advice}
            </p>
          )}
        </div>
        {canAsk && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRouter size={14} aria-hidden />}
            loading={ask.running || state === "asking"}
            onClick={() => void ask.run()}
            data-testid="endpoint-ask"
          >
            {t("endpoint.ask")}
          </Button>
        )}
      </div>
      {ask.error !== undefined && <ErrorView error={ask.error} />}
      <div className={own.details}>
        <Details status={status} />
      </div>
    </Panel>
  );
}

function Details({ status }: { readonly status: EndpointStatus }) {
  const { t } = useTranslation();
  const now = useNow();
  const { open, place, router } = status;
  const outside =
    router.externalPort === undefined
      ? router.externalIp
      : `${router.externalIp}:${router.externalPort}`;
  return (
    <Facts
      items={[
        {
          key: "open",
          label: t("endpoint.fact.open"),
          value:
            open === undefined ? (
              t("mine.closed")
            ) : (
              <Copyable value={open} label={t("endpoint.fact.open")} whole />
            ),
        },
        ...(status.practice
          ? []
          : [
              {
                key: "place",
                label: <Term name="axon">{t("endpoint.fact.place")}</Term>,
                value:
                  place === undefined ? (
                    t("endpoint.fact.unknown")
                  ) : (
                    <Copyable value={place} label={t("endpoint.fact.place")} whole />
                  ),
              },
              {
                key: "router",
                label: t("endpoint.fact.router"),
                value: (
                  <span data-testid="endpoint-router">
                    {[
                      t(`endpoint.router.${router.state}`),
                      router.name ?? router.host,
                      router.kind === undefined ? undefined : t(`endpoint.kind.${router.kind}`),
                    ]
                      .filter((part) => part !== undefined)
                      .join(" · ")}
                  </span>
                ),
              },
            ]),
        ...(outside === undefined
          ? []
          : [{ key: "outside", label: t("endpoint.fact.outside"), value: outside }]),
        ...(router.until === undefined
          ? []
          : [
              {
                key: "until",
                label: t("endpoint.fact.until"),
                value: t("endpoint.fact.untilIn", {
                  wait: formatDuration(Math.max(0, router.until - now)),
                }),
              },
            ]),
        ...(router.retryAt === undefined
          ? []
          : [
              {
                key: "retry",
                label: t("endpoint.fact.retry"),
                value: t("endpoint.fact.retryIn", {
                  wait: formatDuration(Math.max(0, router.retryAt - now)),
                }),
              },
            ]),
      ]}
    />
  );
}
