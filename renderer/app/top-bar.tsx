import { Kbd, Tooltip, UnstyledButton } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { IconLock, IconLockOpen, IconSearch, IconWalletOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useConnection } from "../stores/connection.ts";
import { useNetwork } from "../stores/network.ts";
import { useNode } from "../stores/node.ts";
import { useBalance, useSigning, useWallets } from "../stores/wallet.ts";
import { Amount } from "../ui/figures/amount.tsx";
import { formatWhole } from "../ui/format/bytes.ts";
import { formatDuration } from "../ui/format/time.ts";
import { useNow } from "../ui/hooks/use-now.ts";
import { NetworkBadge } from "../ui/marks/network-badge.tsx";
import { Term } from "../ui/marks/term.tsx";
import classes from "./top-bar.module.css";

const isApple = /mac|iphone|ipad/i.test(navigator.userAgent);

/** Which network, how fresh, how much, how safe: always in sight. */
export function TopBar() {
  const { t } = useTranslation();
  const info = useNetwork((store) => store.data.value);
  const node = useNode((store) => store.data.value);
  const balance = useBalance((store) => store.data.value);
  const network = info?.network ?? node?.network;
  return (
    <section className={classes.bar} aria-label={t("frame.status")}>
      {network !== undefined && <NetworkBadge network={network} />}
      <Block />
      <UnstyledButton
        className={classes.palette}
        onClick={() => spotlight.open()}
        data-testid="palette-open"
      >
        <IconSearch size={14} aria-hidden />
        <span className={classes.paletteText}>{t("frame.palette")}</span>
        <Kbd size="xs">{t(isApple ? "frame.paletteKeyApple" : "frame.paletteKey")}</Kbd>
      </UnstyledButton>
      {balance !== undefined && (
        <div className={classes.balance} data-testid="total-balance">
          <span className={classes.label}>{t("frame.total")}</span>
          <strong>
            <Amount value={balance.total} />
          </strong>
        </div>
      )}
      <Lock />
    </section>
  );
}

function Block() {
  const { t } = useTranslation();
  const open = useConnection((store) => store.state.kind === "open");
  const info = useNetwork((store) => store.data.value);
  const now = useNow();
  const best = info?.best;
  const state = !open ? "disconnected" : (info?.connection ?? "connecting");
  return (
    <div className={classes.block} data-testid="block" data-connection={state}>
      <span className={classes.dot} data-state={state} aria-hidden />
      {state === "connected" && best !== undefined ? (
        <>
          <Term name="block">{t("frame.block", { number: formatWhole(best.number) })}</Term>
          <span className={classes.age}>
            {t("frame.age", { age: formatDuration(now - best.time) })}
          </span>
        </>
      ) : (
        <span>{t(`connection.state.${state}`)}</span>
      )}
    </div>
  );
}

function Lock() {
  const { t } = useTranslation();
  const signing = useSigning((store) => store.running > 0);
  const wallets = useWallets((store) => store.data.value);
  if (wallets === undefined) return null;
  const state = wallets.length === 0 ? "none" : signing ? "open" : "locked";
  const Shape = { none: IconWalletOff, open: IconLockOpen, locked: IconLock }[state];
  return (
    <Tooltip label={t(`lock.${state}.hint`)} maw={260}>
      <button type="button" className={classes.lock} data-testid="lock" data-state={state}>
        <Shape size={16} aria-hidden />
        <span>{t(`lock.${state}.word`)}</span>
      </button>
    </Tooltip>
  );
}
