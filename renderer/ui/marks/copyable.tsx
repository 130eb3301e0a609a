import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { shortAddress } from "../format/address.ts";
import classes from "./copyable.module.css";

interface CopyableProps {
  /** An address, hash or endpoint. */
  readonly value: string;
  /** What it is, for the button's name. */
  readonly label: string;
  readonly whole?: boolean;
}

/** An address or hash, shortened, whole on hover, with a button that copies it. */
export function Copyable({ value, label, whole = false }: CopyableProps) {
  const { t } = useTranslation();
  return (
    <span className={classes.copyable}>
      <span className={whole ? classes.whole : classes.value} title={value}>
        {whole ? value : shortAddress(value)}
      </span>
      <CopyButton value={value} timeout={1500}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t("common.copied") : t("common.copy", { label })}>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              onClick={copy}
              aria-label={copied ? t("common.copied") : t("common.copy", { label })}
            >
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  );
}
