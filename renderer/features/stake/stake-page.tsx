import { Button, Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useParams } from "wouter";
import { api } from "../../app/api.ts";
import { refreshWallets } from "../../app/feeds.ts";
import { useSubnets } from "../../stores/network.ts";
import { useBalance } from "../../stores/wallet.ts";
import { useRequest } from "../../ui/hooks/use-request.ts";
import { Page } from "../../ui/layout/page.tsx";
import { Panel } from "../../ui/layout/panel.tsx";
import type { Direction } from "./direction.ts";
import { PositionsTable } from "./positions-table.tsx";
import { StakeDrawer } from "./stake-drawer.tsx";
import { ValidatorsTable } from "./validators-table.tsx";

/** Stake: choose a validator by its figures, see what you get, and hold positions. */
export function StakePage() {
  const { t } = useTranslation();
  const { hotkey } = useParams<{ hotkey?: string }>();
  const [, navigate] = useLocation();
  const [netuid, setNetuid] = useState(1);
  const [direction, setDirection] = useState<Direction>("add");
  const subnets = useSubnets((store) => store.data.value);
  const block = useBalance((store) => store.data.value?.block ?? 0);
  // Positions and dividends move with the epoch; a look each twenty blocks is enough between actions.
  const pulse = Math.floor(block / 20);
  const validators = useRequest(
    `validators-${netuid}`,
    () => api.stake.validators({ netuid }),
    pulse,
  );
  const positions = useRequest("positions", () => api.stake.positions({}), pulse);

  const open = (nextHotkey: string, nextDirection: Direction, nextNetuid: number): void => {
    setDirection(nextDirection);
    setNetuid(nextNetuid);
    navigate(`/stake/${nextHotkey}`);
  };
  const refresh = (): void => {
    validators.reload();
    positions.reload();
    void refreshWallets();
  };
  return (
    <Page
      title={t("pages.stake")}
      lead={t("leads.stake")}
      actions={
        <Select
          aria-label={t("stake.subnet")}
          value={String(netuid)}
          onChange={(value) => value !== null && setNetuid(Number(value))}
          allowDeselect={false}
          w={220}
          data={(subnets ?? [])
            .filter((subnet) => subnet.netuid > 0)
            .map((subnet) => ({
              value: String(subnet.netuid),
              label: `${subnet.netuid} · ${subnet.name}`,
            }))}
          data-testid="stake-subnet"
        />
      }
    >
      <Panel title={t("stake.positions")} flush>
        <PositionsTable
          data={positions.data}
          nameOf={(address) => validators.data.value?.find((row) => row.hotkey === address)?.name}
          onRetry={positions.reload}
          onAdd={(row) => open(row.hotkey, "add", row.netuid)}
          onRemove={(row) => open(row.hotkey, "remove", row.netuid)}
        />
      </Panel>
      <Panel title={t("stake.validators")} flush>
        <ValidatorsTable
          data={validators.data}
          onRetry={validators.reload}
          chosen={hotkey}
          action={(row) => (
            <Button
              size="compact-xs"
              variant="light"
              onClick={() => open(row.hotkey, "add", row.netuid)}
              aria-label={t("stake.stakeTo", { name: row.name ?? row.hotkey })}
              data-testid={`stake-to-${row.uid}`}
            >
              {t("stake.stake")}
            </Button>
          )}
        />
      </Panel>
      <StakeDrawer
        hotkey={hotkey}
        netuid={netuid}
        direction={direction}
        validator={validators.data.value?.find((row) => row.hotkey === hotkey)}
        position={positions.data.value?.find(
          (row) => row.hotkey === hotkey && row.netuid === netuid,
        )}
        known={validators.data.value !== undefined && positions.data.value !== undefined}
        onMoved={refresh}
        onClose={() => navigate("/stake", { replace: true })}
      />
    </Page>
  );
}
