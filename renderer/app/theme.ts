import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from "@mantine/core";

const ember: MantineColorsTuple = [
  "#fff4ed",
  "#ffe6d5",
  "#fecaac",
  "#ffb088",
  "#fb7a3c",
  "#f95d16",
  "#dd450d",
  "#bf330c",
  "#9a2912",
  "#7c2512",
];

const dark: MantineColorsTuple = [
  "#e7ebf0",
  "#c4ccd6",
  "#9da8b6",
  "#8592a2",
  "#3a4552",
  "#252d38",
  "#1e252f",
  "#171d25",
  "#12171d",
  "#0e1217",
];

const gray: MantineColorsTuple = [
  "#f7f9fa",
  "#f1f4f7",
  "#e9edf2",
  "#dde3ea",
  "#c6ced8",
  "#8a96a4",
  "#515d6b",
  "#3d4855",
  "#2a333e",
  "#151b23",
];

const dialogTitle = {
  fontSize: "16px",
  fontWeight: 640,
  lineHeight: 1.35,
  overflowWrap: "anywhere",
} as const;

/** Mantine in Hearth's clothes: Inter at 14 px, slate, one ember accent, 8 px corners, short or no motion. */
export const theme = createTheme({
  colors: { ember, dark, gray },
  primaryColor: "ember",
  primaryShade: { light: 7, dark: 4 },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "12px", sm: "14px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "1.5", sm: "1.5", md: "1.5", lg: "1.5", xl: "1.4" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "8px", xl: "12px" },
  defaultRadius: "md",
  shadows: { md: "var(--shadow)", lg: "var(--shadow)", xl: "var(--shadow)" },
  headings: {
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "1.3" },
      h2: { fontSize: "16px", lineHeight: "1.4" },
      h3: { fontSize: "14px", lineHeight: "1.5" },
    },
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  variantColorResolver: (input) => {
    const resolved = defaultVariantColorsResolver(input);
    const isAccent = (input.color ?? input.theme.primaryColor) === "ember";
    if (!isAccent) return resolved;
    if (input.variant === "filled") {
      return {
        ...resolved,
        background: "var(--accent)",
        hover: "var(--accent-hover)",
        color: "var(--on-accent)",
      };
    }
    if (input.variant === "light" || input.variant === "subtle") {
      return {
        ...resolved,
        background: input.variant === "light" ? "var(--accent-soft)" : "transparent",
        hover: "var(--hover)",
        color: "var(--accent-text)",
      };
    }
    return resolved;
  },
  components: {
    Tooltip: {
      defaultProps: {
        withArrow: true,
        openDelay: 150,
        events: { hover: true, focus: true, touch: true },
        multiline: true,
      },
    },
    Modal: {
      defaultProps: {
        centered: true,
        padding: "lg",
        styles: { title: dialogTitle },
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.55 },
      },
    },
    Drawer: {
      defaultProps: {
        position: "right",
        padding: "lg",
        styles: { title: dialogTitle },
        transitionProps: { duration: 140 },
        overlayProps: { backgroundOpacity: 0.4 },
      },
    },
  },
});

/** Ties Mantine's own variables to the tokens of ui/tokens.css, so that both schemes come from one place. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-text": "var(--text)",
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-dimmed": "var(--dim)",
    "--mantine-color-placeholder": "var(--dim)",
    "--mantine-color-error": "var(--bad)",
    "--mantine-color-anchor": "var(--accent-text)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-color": "var(--text)",
    "--mantine-color-default-border": "var(--control)",
    "--mantine-color-disabled": "var(--raised)",
    "--mantine-color-disabled-color": "var(--dim)",
  };
  return { variables: {}, light: shared, dark: shared };
};
