import { Box } from "@mantine/core";
import type { ReactNode } from "react";

interface ScrollerProps {
  /** What it holds, for screen readers. */
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A region that scrolls on its own: reachable by keyboard, so that arrow keys move what does not fit. */
export function Scroller({ label, className, children }: ScrollerProps) {
  return (
    <Box role="group" tabIndex={0} aria-label={label} className={className}>
      {children}
    </Box>
  );
}
