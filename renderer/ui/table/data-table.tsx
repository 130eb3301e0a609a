import {
  Button,
  CloseButton,
  Skeleton,
  Table,
  TextInput,
  Tooltip,
  UnstyledButton,
} from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronRight,
  IconSearch,
  IconSelector,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Loadable } from "../../stores/loadable.ts";
import { formatWhole } from "../format/bytes.ts";
import { Scroller } from "../layout/scroller.tsx";
import { ErrorView } from "../marks/error-view.tsx";
import classes from "./data-table.module.css";
import type { TableNoun } from "./nouns.ts";
import { matches, nextSorting, type Sorting, type SortValue, sortRows } from "./sort-rows.ts";

/** One column: its head, its cell, and by what it sorts. */
export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  /** One sentence that explains the head. */
  readonly hint?: string;
  readonly cell: (row: Row) => ReactNode;
  readonly sort?: (row: Row) => SortValue;
  readonly align?: "left" | "right";
  /** Left out, until asked for, where the panel is narrower: `medium` shows from 800 pixels on, `wide` from 1200. */
  readonly room?: "medium" | "wide";
}

/** What a row opens to. */
export interface RowDetail {
  /** What the row is called, for the button that opens it. */
  readonly name: string;
  readonly content: ReactNode;
  /** Open before anybody touched it, such as a failure that must be seen. */
  readonly startsOpen?: boolean;
}

interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  readonly caption: string;
  /** What its rows are, to count them by. */
  readonly noun: TableNoun;
  readonly data: Loadable<readonly Row[]>;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string | number;
  /** The words of a row that a search looks through. */
  readonly words: (row: Row) => string;
  /** What an empty list says, and what could fill it. */
  readonly empty: ReactNode;
  readonly onRetry?: () => void;
  readonly initialSort?: Sorting;
  readonly isMarked?: (row: Row) => boolean;
  /** What a row opens to; undefined for a row with nothing more to say. */
  readonly detail?: (row: Row) => RowDetail | undefined;
  readonly toolbar?: ReactNode;
  readonly testId?: string;
}

/** A list with search, sorting, and its empty, loading and failed states. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const [sorting, setSorting] = useState(props.initialSort);
  const [whole, setWhole] = useState(false);
  /** Rows that were opened, or closed where they start open. */
  const [turned, setTurned] = useState<ReadonlySet<string | number>>(new Set());
  const { data, columns } = props;
  const rows = data.value ?? [];
  const found = query === "" ? rows : rows.filter((row) => matches(props.words(row), query));
  const sortBy = columns.find((column) => column.key === sorting?.column)?.sort;
  const shown = sortBy && sorting ? sortRows(found, sortBy, sorting.direction) : found;

  // Nothing is there that could be searched, and no filter that could have left it out.
  const isBare = data.value !== undefined && rows.length === 0 && props.toolbar === undefined;

  const count = t(`table.nouns.${props.noun}`, {
    count: rows.length,
    number: formatWhole(rows.length),
  });

  const turn = (column: Column<Row>): void => {
    const first = rows[0];
    const sample = first === undefined ? undefined : column.sort?.(first);
    setSorting(nextSorting(sorting, column.key, sample));
  };

  const toggle = (key: string | number): void => {
    const next = new Set(turned);
    if (!next.delete(key)) next.add(key);
    setTurned(next);
  };

  return (
    <div
      className={classes.root}
      data-testid={props.testId}
      data-state={data.state}
      data-whole={whole ? "" : undefined}
    >
      <div className={classes.toolbar} hidden={isBare}>
        <TextInput
          size="xs"
          className={classes.search}
          leftSection={<IconSearch size={14} aria-hidden />}
          placeholder={t("table.search")}
          aria-label={t("table.searchIn", { caption: props.caption })}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          rightSection={
            query === "" ? null : (
              <CloseButton
                size="xs"
                aria-label={t("table.clearSearch")}
                onClick={() => setQuery("")}
              />
            )
          }
        />
        <span className={classes.count} role="status">
          {data.value === undefined
            ? ""
            : query === ""
              ? count
              : t("table.found", { found: formatWhole(found.length), of: count })}
        </span>
        {props.toolbar}
        <Button
          className={classes.all}
          data-room={mostRoom(columns)}
          size="compact-xs"
          variant="default"
          aria-pressed={whole}
          onClick={() => setWhole(!whole)}
        >
          {t("table.allColumns")}
        </Button>
      </div>
      {data.state === "failed" && (
        <div className={classes.pad}>
          <ErrorView error={data.error} onRetry={props.onRetry} />
        </div>
      )}
      {data.state === "loading" && data.value === undefined && (
        <div className={classes.pad} aria-busy="true">
          {["a", "b", "c", "d"].map((line) => (
            <Skeleton key={line} height={18} mb={14} radius="sm" />
          ))}
          <span className={classes.hidden}>{t("common.loading")}</span>
        </div>
      )}
      {data.value !== undefined && shown.length === 0 && (
        <div className={classes.empty}>
          {query === "" ? props.empty : t("table.nothingFound", { query: shortQuery(query) })}
        </div>
      )}
      {shown.length > 0 && (
        <Scroller className={classes.scroller} label={props.caption}>
          <Table className={classes.table} verticalSpacing={7} horizontalSpacing={10}>
            <Table.Caption className={classes.hidden}>{props.caption}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                {props.detail !== undefined && (
                  <Table.Th className={classes.opener}>
                    <span className={classes.hidden}>{t("table.detail")}</span>
                  </Table.Th>
                )}
                {columns.map((column) => (
                  <Table.Th
                    key={column.key}
                    data-align={column.align ?? "left"}
                    data-room={column.room}
                    data-end={ends(columns, column)}
                    aria-sort={sorting?.column === column.key ? sorting.direction : undefined}
                  >
                    <Head column={column} sorting={sorting} onTurn={() => turn(column)} />
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((row) => {
                const key = props.rowKey(row);
                const detail = props.detail?.(row);
                const isOpen =
                  detail !== undefined && turned.has(key) !== (detail.startsOpen === true);
                return (
                  <Fragment key={key}>
                    <Table.Tr
                      data-testid={props.testId && `${props.testId}-row`}
                      data-marked={props.isMarked?.(row) === true ? "" : undefined}
                    >
                      {props.detail !== undefined && (
                        <Table.Td className={classes.opener}>
                          {detail !== undefined && (
                            <UnstyledButton
                              className={classes.open}
                              aria-expanded={isOpen}
                              aria-label={t("table.open", { name: detail.name })}
                              onClick={() => toggle(key)}
                              data-testid={props.testId && `${props.testId}-open`}
                            >
                              <IconChevronRight size={16} aria-hidden />
                            </UnstyledButton>
                          )}
                        </Table.Td>
                      )}
                      {columns.map((column) => (
                        <Table.Td
                          key={column.key}
                          data-align={column.align ?? "left"}
                          data-room={column.room}
                          data-end={ends(columns, column)}
                        >
                          {column.cell(row)}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                    {isOpen && (
                      <Table.Tr className={classes.detail}>
                        <Table.Td colSpan={columns.length + 1}>
                          <div className={classes.contained}>{detail.content}</div>
                        </Table.Td>
                      </Table.Tr>
                    )}
                  </Fragment>
                );
              })}
            </Table.Tbody>
          </Table>
        </Scroller>
      )}
    </div>
  );
}

/** What was searched for, in what a sentence has room for. */
function shortQuery(query: string): string {
  return query.length <= 60 ? query : `${query.slice(0, 60)}…`;
}

/** The room that shows every column; undefined where they are always shown. */
function mostRoom<Row>(columns: readonly Column<Row>[]): Column<Row>["room"] {
  const rooms = columns.map((column) => column.room);
  return rooms.includes("wide") ? "wide" : rooms.find((room) => room !== undefined);
}

/** In which rooms a column is the last one that shows: it keeps the table's edge there. */
function ends<Row>(columns: readonly Column<Row>[], column: Column<Row>): string | undefined {
  const narrow = columns.findLast(({ room }) => room === undefined) === column;
  const medium = columns.findLast(({ room }) => room !== "wide") === column;
  return narrow || medium
    ? `${narrow ? "narrow" : ""} ${medium ? "medium" : ""}`.trim()
    : undefined;
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
  readonly onTurn: () => void;
}

function Head<Row>({ column, sorting, onTurn }: HeadProps<Row>) {
  if (column.sort === undefined) return <span className={classes.plain}>{column.head}</span>;
  const active = sorting?.column === column.key;
  const Arrow = active
    ? sorting?.direction === "ascending"
      ? IconArrowUp
      : IconArrowDown
    : IconSelector;
  return (
    <Tooltip label={column.hint} disabled={column.hint === undefined} maw={280}>
      <UnstyledButton
        className={classes.head}
        onClick={onTurn}
        data-active={active ? "" : undefined}
      >
        {column.head}
        <Arrow size={13} aria-hidden />
      </UnstyledButton>
    </Tooltip>
  );
}
