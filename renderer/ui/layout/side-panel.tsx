import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface SidePanelProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly size?: number;
  readonly testId?: string;
}

/** Details beside the list they belong to; its content exists only while it is open. */
export function SidePanel(props: SidePanelProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      size={props.size ?? 520}
      title={props.title}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {props.opened && <div data-testid={props.testId}>{props.children}</div>}
    </Drawer>
  );
}
