import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Disagreement } from "../../../native/api/hardware.ts";
import { disagreementText } from "./device-figures.ts";
import classes from "./device-panel.module.css";

/** Figures on which probes differ: what each says, and which one is shown. */
export function Disagreements({
  disagreements,
}: {
  readonly disagreements: readonly Disagreement[];
}) {
  const { t } = useTranslation();
  return (
    <Table data-testid="disagreements">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("devices.figureHead")}</Table.Th>
          <Table.Th>{t("devices.probe")}</Table.Th>
          <Table.Th ta="right">{t("devices.says")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {disagreements.flatMap(({ figure, used, values }) =>
          values.map(({ probe, value }, index) => (
            <Table.Tr key={`${figure}-${probe}`} className={probe === used ? classes.used : ""}>
              <Table.Td>{index === 0 ? t(`devices.disagreement.${figure}`) : ""}</Table.Td>
              <Table.Td>{probe === used ? t("devices.shown", { probe }) : probe}</Table.Td>
              <Table.Td ta="right">{disagreementText(figure, value)}</Table.Td>
            </Table.Tr>
          )),
        )}
      </Table.Tbody>
    </Table>
  );
}
