import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { DoctorPage } from "../features/doctor/doctor-page.tsx";
import { EarningsPage } from "../features/earnings/earnings-page.tsx";
import { HomePage } from "../features/home/home-page.tsx";
import { MinePage } from "../features/mine/mine-page.tsx";
import { StartDialog } from "../features/mine/start-dialog.tsx";
import { ModelsPage } from "../features/models/models-page.tsx";
import { NetworkPage } from "../features/network/network-page.tsx";
import { SettingsPage } from "../features/settings/settings-page.tsx";
import { StakePage } from "../features/stake/stake-page.tsx";
import { ValidatePage } from "../features/validate/validate-page.tsx";
import { AddWallet } from "../features/wallet/add-wallet.tsx";
import { WalletPage } from "../features/wallet/wallet-page.tsx";
import { useConnection } from "../stores/connection.ts";
import { Alerts } from "./alerts.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import classes from "./frame.module.css";
import { Palette } from "./palette.tsx";
import { Rail } from "./rail.tsx";
import { pageOf } from "./routes.ts";
import { TopBar } from "./top-bar.tsx";

/** The frame of every page: rail, top bar, and the page that the address names. */
export function Frame() {
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  const [location] = useLocation();
  const page = pageOf(location);
  const reached = useConnection((store) => store.state.kind === "open");
  // A new page begins at its top; a side panel or another subnet on the same page leaves it where it is.
  useLayoutEffect(() => {
    if (page !== undefined) main.current?.scrollTo(0, 0);
  }, [page]);
  return (
    <div className={classes.frame}>
      <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
        {t("frame.skip")}
      </button>
      <Rail />
      <div className={classes.column}>
        <TopBar />
        <ConnectionBanner />
        <main
          ref={main}
          tabIndex={-1}
          className={classes.main}
          data-testid="main"
          data-stale={reached ? undefined : ""}
        >
          <Switch>
            <Route path="/" component={HomePage} />
            <Route path="/device/:device" component={HomePage} />
            <Route path="/mine/:view?/:id?" component={MinePage} />
            <Route path="/models/:view?/:id?" component={ModelsPage} />
            <Route path="/earnings" component={EarningsPage} />
            <Route path="/wallet" component={WalletPage} />
            <Route path="/stake" component={StakePage} />
            <Route path="/stake/:hotkey" component={StakePage} />
            <Route path="/network" component={NetworkPage} />
            <Route path="/network/:netuid" component={NetworkPage} />
            <Route path="/validate" component={ValidatePage} />
            <Route path="/doctor" component={DoctorPage} />
            <Route path="/settings" component={SettingsPage} />
            <Route>
              <Redirect to="/" replace />
            </Route>
          </Switch>
        </main>
      </div>
      <Alerts />
      <StartDialog />
      <AddWallet />
      <Palette />
    </div>
  );
}
