import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { Scroller } from "../layout/scroller.tsx";
import classes from "./figure-table.module.css";

/** One line: what it is of, then a figure under each further head. */
export interface FigureRow {
  readonly key: string | number;
  readonly name: ReactNode;
  readonly figures: readonly ReactNode[];
  /** Why there are no figures, said in their place. */
  readonly instead?: ReactNode;
  /** The sum of the others. */
  readonly total?: boolean;
}

interface FigureTableProps {
  /** What it holds, for screen readers. */
  readonly label: string;
  /** What the names are, then what the figures are. */
  readonly heads: readonly [string, ...string[]];
  readonly rows: readonly FigureRow[];
  readonly testId?: string;
}

/** A few figures that are read together, without search or sorting; wider than its place it scrolls on its own. */
export function FigureTable({ label, heads, rows, testId }: FigureTableProps) {
  const [name, ...figures] = heads;
  return (
    <Scroller className={classes.scroll} label={label}>
      <Table className={classes.table} data-testid={testId}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{name}</Table.Th>
            {figures.map((head) => (
              <Table.Th key={head} ta="right">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.key} className={row.total === true ? classes.total : undefined}>
              <Table.Td>{row.name}</Table.Td>
              {row.instead === undefined ? (
                row.figures.map((figure, index) => (
                  <Table.Td key={figures[index]} ta="right">
                    {figure}
                  </Table.Td>
                ))
              ) : (
                <Table.Td colSpan={figures.length} className={classes.instead}>
                  {row.instead}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroller>
  );
}
