import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SetupState } from "../../../native/api/node.ts";
import { api } from "../../app/api.ts";
import { ConnectionBanner } from "../../app/connection-banner.tsx";
import { useSetup } from "../../stores/node.ts";
import { useAction } from "../../ui/hooks/use-action.ts";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { Mark } from "../../ui/marks/mark.tsx";
import { NetworkBadge } from "../../ui/marks/network-badge.tsx";
import { ConfirmScreen } from "./confirm-screen.tsx";
import { FaucetScreen } from "./faucet-screen.tsx";
import { PasswordScreen } from "./password-screen.tsx";
import { WelcomeScreen } from "./welcome-screen.tsx";
import classes from "./wizard.module.css";
import { type Draft, type Screen, screenOf, screens } from "./wizard-state.ts";
import { WordsScreen } from "./words-screen.tsx";

/** The first run in five screens. What is decided is kept by the node, so it can be left and resumed; words and password live only here. */
export function Wizard({ setup }: { readonly setup: SetupState }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>({ kind: "password" });
  const screen = screenOf(setup, draft);
  const afterWallet = setup.network === "practice" ? "faucet" : "done";
  const save = useAction(async (next: SetupState) =>
    useSetup.getState().take(await api.node.saveSetup(next)),
  );
  return (
    <div className={classes.wizard}>
      <ConnectionBanner />
      <header className={classes.head}>
        <span className={classes.brand}>
          <Mark size={28} />
          Hearth
        </span>
        <NetworkBadge network={setup.network} />
      </header>
      <main className={classes.main} data-testid="wizard" data-screen={screen}>
        <Progress screen={screen} />
        <div className={classes.card}>
          {screen === "welcome" && (
            <WelcomeScreen
              network={setup.network}
              saving={save.running}
              onNext={() => void save.run({ ...setup, step: "wallet" })}
            />
          )}
          {screen === "password" && (
            <PasswordScreen
              onBack={() => void save.run({ ...setup, step: "welcome" })}
              onNext={(next) => setDraft({ kind: "words", ...next })}
              onKeep={(wallet, hotkey) =>
                void save.run({ ...setup, step: afterWallet, wallet, hotkey })
              }
            />
          )}
          {screen === "words" && draft.kind === "words" && (
            <WordsScreen
              mnemonic={draft.mnemonic}
              onBack={() => setDraft({ kind: "password" })}
              onNext={() => setDraft({ ...draft, kind: "confirm" })}
            />
          )}
          {screen === "confirm" && draft.kind === "confirm" && (
            <ConfirmScreen
              draft={draft}
              onBack={() => setDraft({ ...draft, kind: "words" })}
              onCreated={async (wallet, hotkey) => {
                await save.run({ ...setup, step: afterWallet, wallet, hotkey });
                setDraft({ kind: "password" });
              }}
            />
          )}
          {screen === "faucet" && (
            <FaucetScreen
              wallet={setup.wallet}
              finishing={save.running}
              onDone={() => void save.run({ ...setup, step: "done" })}
            />
          )}
          {save.error !== undefined && <ErrorView error={save.error} />}
        </div>
        <p className={classes.resume}>{t("setup.resume")}</p>
      </main>
    </div>
  );
}

function Progress({ screen }: { readonly screen: Screen }) {
  const { t } = useTranslation();
  const at = screens.indexOf(screen);
  return (
    <ol className={classes.progress} aria-label={t("setup.progress")}>
      {screens.map((one, index) => (
        <li
          key={one}
          data-state={index < at ? "done" : index === at ? "here" : "ahead"}
          aria-current={index === at ? "step" : undefined}
        >
          {t(`setup.steps.${one}`)}
        </li>
      ))}
    </ol>
  );
}
