import { Button, NumberInput, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DownloadSettings } from "../../../../native/api/downloads.ts";
import { api } from "../../../app/api.ts";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import classes from "./downloads.module.css";
import { mirrorsText, parseMirrors } from "./mirrors-text.ts";

const MIB = 1024 ** 2;

interface SettingsFormProps {
  readonly settings: DownloadSettings;
  readonly onSaved: () => void;
}

/** The settings as a form; nothing holds before it is saved. */
export function SettingsForm({ settings, onSaved }: SettingsFormProps) {
  const { t } = useTranslation();
  const [limited, setLimited] = useState(settings.bytesPerSecond !== undefined);
  const [limit, setLimit] = useState((settings.bytesPerSecond ?? 10 * MIB) / MIB);
  const [connections, setConnections] = useState(settings.connections);
  const [atOnce, setAtOnce] = useState(settings.atOnce);
  const [proxy, setProxy] = useState(settings.proxy ?? "");
  const [mirrors, setMirrors] = useState(mirrorsText(settings.mirrors));
  const parsed = parseMirrors(mirrors);
  const save = useAction(async () => {
    if (parsed === undefined) return;
    await api.downloads.saveSettings({
      connections,
      atOnce,
      mirrors: parsed,
      ...(limited && { bytesPerSecond: Math.round(limit * MIB) }),
      ...(proxy.trim() !== "" && { proxy: proxy.trim() }),
    });
    onSaved();
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
    >
      <Switch
        label={t("downloads.settings.limit")}
        checked={limited}
        onChange={(event) => setLimited(event.currentTarget.checked)}
        data-testid="setting-limited"
      />
      {limited && (
        <NumberInput
          label={t("downloads.settings.rate")}
          suffix=" MiB/s"
          min={0.001}
          max={100_000}
          decimalScale={3}
          value={limit}
          onChange={(value) => typeof value === "number" && setLimit(value)}
          data-testid="setting-limit"
        />
      )}
      <NumberInput
        label={t("downloads.settings.connections")}
        description={t("downloads.settings.connectionsHint")}
        min={1}
        max={16}
        allowDecimal={false}
        value={connections}
        onChange={(value) => typeof value === "number" && setConnections(value)}
        data-testid="setting-connections"
      />
      <NumberInput
        label={t("downloads.settings.atOnce")}
        description={t("downloads.settings.atOnceHint")}
        min={1}
        max={8}
        allowDecimal={false}
        value={atOnce}
        onChange={(value) => typeof value === "number" && setAtOnce(value)}
        data-testid="setting-at-once"
      />
      <TextInput
        label={t("downloads.settings.proxy")}
        description={t("downloads.settings.proxyHint")}
        placeholder="socks5://127.0.0.1:1080"
        value={proxy}
        onChange={(event) => setProxy(event.currentTarget.value)}
        data-testid="setting-proxy"
      />
      <Textarea
        label={t("downloads.settings.mirrors")}
        description={t("downloads.settings.mirrorsHint")}
        autosize
        minRows={2}
        value={mirrors}
        error={parsed === undefined ? t("downloads.settings.mirrorsWrong") : undefined}
        onChange={(event) => setMirrors(event.currentTarget.value)}
        data-testid="setting-mirrors"
      />
      {save.error !== undefined && <ErrorView error={save.error} />}
      <div>
        <Button
          type="submit"
          loading={save.running}
          disabled={parsed === undefined}
          data-testid="setting-save"
        >
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
