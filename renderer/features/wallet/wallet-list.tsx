import { useTranslation } from "react-i18next";
import type { Wallet } from "../../../native/api/wallet.ts";
import { PageError } from "../../app/page-error.ts";
import type { Loadable } from "../../stores/loadable.ts";
import { formatDateTime } from "../../ui/format/time.ts";
import { Copyable } from "../../ui/marks/copyable.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { StateBadge } from "../../ui/marks/state-badge.tsx";
import { type Column, DataTable } from "../../ui/table/data-table.tsx";
import classes from "./wallet-list.module.css";

interface WalletListProps {
  readonly data: Loadable<readonly Wallet[]>;
  readonly onRetry: () => void;
}

/** Every wallet of this network's folder with its coldkey and hotkeys; a damaged one says so and leaves the others usable. */
export function WalletList({ data, onRetry }: WalletListProps) {
  const { t } = useTranslation();
  const columns: Column<Wallet>[] = [
    {
      key: "name",
      head: t("wallet.name"),
      sort: (wallet) => wallet.name,
      cell: (wallet) => <strong>{wallet.name}</strong>,
    },
    {
      key: "coldkey",
      head: t("terms.coldkey.word"),
      hint: t("terms.coldkey.hint"),
      sort: (wallet) => wallet.coldkey ?? "",
      cell: (wallet) =>
        wallet.coldkey === undefined ? (
          "–"
        ) : (
          <Copyable value={wallet.coldkey} label={t("terms.coldkey.word")} />
        ),
    },
    {
      key: "hotkeys",
      head: t("wallet.hotkeys"),
      hint: t("terms.hotkey.hint"),
      sort: (wallet) => wallet.hotkeys.length,
      cell: (wallet) => (
        <ul className={classes.hotkeys}>
          {wallet.hotkeys.map((hotkey) => (
            <li key={hotkey.name}>
              <span>{hotkey.name}</span>
              <Copyable
                value={hotkey.address}
                label={t("wallet.hotkeyNamed", { name: hotkey.name })}
              />
            </li>
          ))}
        </ul>
      ),
    },
    {
      key: "created",
      head: t("wallet.created"),
      sort: (wallet) => wallet.createdAt ?? 0,
      cell: (wallet) => (wallet.createdAt === undefined ? "–" : formatDateTime(wallet.createdAt)),
    },
    {
      key: "state",
      head: t("wallet.state"),
      sort: (wallet) => (wallet.damaged === undefined ? 0 : 1),
      cell: (wallet) =>
        wallet.damaged !== undefined ? (
          <StateBadge tone="bad">{t("wallet.damaged")}</StateBadge>
        ) : (
          <StateBadge tone={wallet.encrypted ? "good" : "warning"}>
            {t(wallet.encrypted ? "wallet.encrypted" : "wallet.open")}
          </StateBadge>
        ),
    },
  ];
  const damaged = (data.value ?? []).filter((wallet) => wallet.damaged !== undefined);
  return (
    <>
      {damaged.map((wallet) => (
        <div key={wallet.name} className={classes.damaged}>
          <ErrorView
            error={
              new PageError("KEYFILE_DAMAGED", {
                file: wallet.name,
                reason: wallet.damaged ?? "",
              })
            }
            onRetry={onRetry}
          />
        </div>
      ))}
      <DataTable
        testId="wallets"
        caption={t("wallet.keys")}
        noun="wallets"
        data={data}
        columns={columns}
        rowKey={(wallet) => wallet.name}
        words={(wallet) =>
          [
            wallet.name,
            wallet.coldkey,
            ...wallet.hotkeys.flatMap((one) => [one.name, one.address]),
          ].join(" ")
        }
        empty={t("wallet.empty")}
        onRetry={onRetry}
      />
    </>
  );
}
