import {
  type Icon,
  IconBox,
  IconChartBar,
  IconCoins,
  IconFlame,
  IconHome,
  IconSettings,
  IconShieldCheck,
  IconStethoscope,
  IconTopologyStar3,
  IconWallet,
} from "@tabler/icons-react";

/** Groups of the left rail, in order. */
export const railGroups = ["earn", "money", "network"] as const;
export type RailGroup = (typeof railGroups)[number];

/** One page: its address, its name's key under `pages`, and where the rail lists it. */
export interface Route {
  readonly path: string;
  readonly name: string;
  readonly group: RailGroup | "below";
  readonly icon: Icon;
}

/** Every page that exists, and none that does not. */
export const routes: readonly Route[] = [
  { path: "/", name: "home", group: "earn", icon: IconHome },
  { path: "/mine", name: "mine", group: "earn", icon: IconFlame },
  { path: "/models", name: "models", group: "earn", icon: IconBox },
  { path: "/earnings", name: "earnings", group: "earn", icon: IconChartBar },
  { path: "/wallet", name: "wallet", group: "money", icon: IconWallet },
  { path: "/stake", name: "stake", group: "money", icon: IconCoins },
  { path: "/network", name: "network", group: "network", icon: IconTopologyStar3 },
  { path: "/validate", name: "validate", group: "network", icon: IconShieldCheck },
  { path: "/doctor", name: "doctor", group: "below", icon: IconStethoscope },
  { path: "/settings", name: "settings", group: "below", icon: IconSettings },
];

/** The path of the page that an address belongs to: a device's panel is Home's, any other address begins with its page's path. */
export function pageOf(location: string): string {
  const first = location.split("/")[1] ?? "";
  return first === "device" ? "/" : `/${first}`;
}
