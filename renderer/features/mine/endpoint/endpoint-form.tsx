import { Autocomplete, Button, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EndpointSettings } from "../../../../native/api/endpoint.ts";
import { api } from "../../../app/api.ts";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import classes from "../governor/governor.module.css";
import { Rule } from "../governor/rules/rule.tsx";
import { type Draft, draftOf, listenOn, readDraft, withForward } from "./draft.ts";
import { PortField } from "./port-field.tsx";

interface EndpointFormProps {
  readonly saved: EndpointSettings;
  /** This computer's own addresses, to choose from. */
  readonly addresses: readonly string[];
}

const places: readonly EndpointSettings["listen"][] = ["thisComputer", "home", "address"];

/** The settings of the endpoint. They hold at once: a miner that runs opens and announces anew. */
export function EndpointForm({ saved, addresses }: EndpointFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(saved));
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(saved));
  const settings = readDraft(draft);
  const save = useAction((next: EndpointSettings) => api.mining.saveEndpoint(next));
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (settings !== undefined) void save.run(settings);
      }}
    >
      <Panel title={t("endpoint.settings")} testId="endpoint-form">
        <div className={classes.rules}>
          <Rule title={t("endpoint.rule.listen")} hint={t(`endpoint.hint.${draft.listen}`)}>
            <SegmentedControl
              size="xs"
              value={draft.listen}
              onChange={(listen) => setDraft(listenOn(draft, listen as EndpointSettings["listen"]))}
              data={places.map((value) => ({ value, label: t(`endpoint.listen.${value}`) }))}
              aria-label={t("endpoint.rule.listen")}
              data-testid="endpoint-listen"
            />
            {draft.listen === "address" && (
              <Autocomplete
                size="xs"
                w={240}
                label={t("endpoint.field.address")}
                data={[...addresses]}
                value={draft.address}
                onChange={(address) => change({ address })}
                data-testid="endpoint-address"
              />
            )}
            <PortField
              label={t("endpoint.field.port")}
              placeholder={t("endpoint.field.anyPort")}
              value={draft.port}
              onChange={(port) => change({ port })}
              testId="endpoint-port"
            />
          </Rule>
          <Rule title={t("endpoint.rule.forward")} hint={t("endpoint.hint.forward")}>
            <Switch
              checked={draft.forward}
              onChange={({ currentTarget }) => setDraft(withForward(draft, currentTarget.checked))}
              label={t("endpoint.field.forward")}
              data-testid="endpoint-forward"
            />
          </Rule>
          <Rule title={t("endpoint.rule.announce")} hint={t("endpoint.hint.announce")}>
            <TextInput
              size="xs"
              w={240}
              label={t("endpoint.field.announceAddress")}
              placeholder={t("endpoint.field.byItself")}
              value={draft.announceAddress}
              onChange={({ currentTarget }) => change({ announceAddress: currentTarget.value })}
              data-testid="endpoint-announce"
            />
            <PortField
              label={t("endpoint.field.announcePort")}
              placeholder={t("endpoint.field.samePort")}
              value={draft.announcePort}
              onChange={(announcePort) => change({ announcePort })}
              testId="endpoint-announce-port"
            />
          </Rule>
        </div>
      </Panel>
      {save.error !== undefined && <ErrorView error={save.error} />}
      {changed && (
        <div className={classes.bar} data-testid="endpoint-changed">
          <span role="status">
            {t(settings === undefined ? "endpoint.wrong" : "endpoint.changed")}
          </span>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setDraft(draftOf(saved));
              save.clear();
            }}
            data-testid="endpoint-discard"
          >
            {t("governor.discard")}
          </Button>
          <Button
            size="xs"
            type="submit"
            loading={save.running}
            disabled={settings === undefined}
            data-testid="endpoint-save"
          >
            {t("common.save")}
          </Button>
        </div>
      )}
    </form>
  );
}
