import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import {
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconSearch,
  IconSun,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useMiningControl } from "../features/mine/mining-control.ts";
import { useGovernor } from "../stores/governor.ts";
import { api } from "./api.ts";
import { read } from "./follow.ts";
import { routes } from "./routes.ts";

/** Every page and the few actions that fit anywhere, by Ctrl-K or Cmd-K. */
export function Palette() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { setColorScheme } = useMantineColorScheme();
  const control = useMiningControl();
  const pausedByHand = useGovernor(
    (store) => store.data.value?.reasons.some((reason) => reason.kind === "hand") === true,
  );

  const pages: SpotlightActionData[] = routes.map((route) => ({
    id: route.name,
    label: t(`pages.${route.name}`),
    description: t(`leads.${route.name}`),
    leftSection: <route.icon size={18} aria-hidden />,
    onClick: () => navigate(route.path),
  }));
  const actions: SpotlightActionData[] = [
    control.canStop
      ? {
          id: "mining-stop",
          label: t("mining.stop"),
          leftSection: <IconPlayerStop size={18} aria-hidden />,
          onClick: () => {
            navigate("/");
            void control.stop();
          },
        }
      : {
          id: "mining-start",
          label: t("mining.start"),
          leftSection: <IconPlayerPlay size={18} aria-hidden />,
          onClick: () => {
            navigate("/");
            void control.start();
          },
        },
    pausedByHand
      ? {
          id: "governor-resume",
          label: t("governor.resume"),
          leftSection: <IconPlayerPlay size={18} aria-hidden />,
          onClick: () => {
            navigate("/mine/governor");
            void read(() => api.governor.resume({}), useGovernor.getState());
          },
        }
      : {
          id: "governor-pause",
          label: t("governor.pauseHour"),
          leftSection: <IconPlayerPause size={18} aria-hidden />,
          onClick: () => {
            navigate("/mine/governor");
            void read(() => api.governor.pause({ minutes: 60 }), useGovernor.getState());
          },
        },
    {
      id: "theme-dark",
      label: t("palette.dark"),
      leftSection: <IconMoon size={18} aria-hidden />,
      onClick: () => setColorScheme("dark"),
    },
    {
      id: "theme-light",
      label: t("palette.light"),
      leftSection: <IconSun size={18} aria-hidden />,
      onClick: () => setColorScheme("light"),
    },
  ];
  return (
    <Spotlight
      shortcut="mod + K"
      tagsToIgnore={[]}
      attributes={{ content: { "aria-label": t("palette.name") } }}
      actions={[
        { group: t("palette.pages"), actions: pages },
        { group: t("palette.actions"), actions },
      ]}
      nothingFound={t("palette.nothing")}
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t("palette.search"),
        "aria-label": t("palette.search"),
      }}
    />
  );
}
