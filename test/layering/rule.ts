/** One import found in a source file; both are paths from the repository's root, or `to` is a package or `node:` name. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** A broken arrow or a ring of files, in words. */
export interface Violation {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Rooms of native/ from the ground up: a room may import its own files and rooms of a lower floor. */
const floors: readonly (readonly string[])[] = [
  ["api"],
  ["protocol", "store", "processes", "timeline"],
  ["wallet", "engine", "gpu", "forwarding"],
  ["chain", "models", "governor"],
  ["subnets", "benchmark"],
  ["miner", "validator", "gateway", "earnings", "staking", "market", "doctor"],
  ["host"],
  ["cli"],
];

/** Rooms that may also look sideways, on their own floor, each with its reason. */
const sideways: ReadonlyMap<string, readonly string[]> = new Map([
  // The ledger's rows and the children's states are lines of the timeline's and the store's.
  ["timeline", ["store"]],
  // A device list comes from the engine that sees the devices.
  ["gpu", ["engine"]],
]);

/** What the practice network may use: the node only the ground, the residents the real miner's and validator's code. */
const practiceRooms: Readonly<Record<string, readonly string[]>> = {
  residents: [
    "api",
    "protocol",
    "store",
    "processes",
    "timeline",
    "wallet",
    "engine",
    "gpu",
    "chain",
    "models",
    "subnets",
    "miner",
    "validator",
  ],
  default: ["api", "protocol", "store", "processes"],
};

const electronOnly = new Set(["electron"]);
const pagePackages =
  /^(react|react-dom|react-i18next|i18next|zustand|wouter|lightweight-charts|@mantine|@tabler|@fontsource|@orpc\/(client|contract)|vite|zod)/;

/** Every arrow that the house does not have. */
export function violations(imports: readonly Import[]): readonly Violation[] {
  return imports.flatMap(({ from, to }) => {
    const reason = broken(from, to);
    return reason === undefined ? [] : [{ from, to, reason }];
  });
}

function broken(from: string, to: string): string | undefined {
  const [area] = from.split("/");
  if (area === "test" || from.endsWith(".config.ts")) return undefined;
  if (electronOnly.has(to))
    return area === "electron" ? undefined : "only electron/ imports electron";
  switch (area) {
    case "renderer":
      return pageArrow(to);
    case "electron":
      return electronArrow(to);
    case "native":
      return nativeArrow(from, to);
    case "resources":
      return isOurs(to) && !to.startsWith("resources/") && !to.startsWith("native/subnets/")
        ? "resources/ uses only the prompt grammar of native/subnets"
        : undefined;
    default:
      return undefined;
  }
}

function pageArrow(to: string): string | undefined {
  if (to.startsWith("renderer/") || to.startsWith("native/api/") || to.startsWith("resources/"))
    return undefined;
  if (isOurs(to)) return "the page knows only native/api";
  if (to.startsWith("node:")) return "the page has no Node";
  return pagePackages.test(to) ? undefined : "a package that the page does not list";
}

function electronArrow(to: string): string | undefined {
  if (!isOurs(to) || to.startsWith("electron/") || to.startsWith("resources/")) return undefined;
  return /^native\/(api|processes)\//.test(to) || to === "native/host/page/content-security.ts"
    ? undefined
    : "the shell knows only the contract and the launcher";
}

function nativeArrow(from: string, to: string): string | undefined {
  if (to.startsWith("electron/") || to.startsWith("renderer/"))
    return "native/ does not know its clients";
  if (!to.startsWith("native/")) return undefined;
  const source = roomOf(from);
  const target = roomOf(to);
  if (source === target) return undefined;
  if (target === "practice") return "the practice network is met only over a socket";
  if (source === "practice") return practiceArrow(from, target);
  if (source === "") return undefined;
  if (target === "") return "a room does not know the front door";
  const [sourceFloor, targetFloor] = [floorOf(source), floorOf(target)];
  if (sourceFloor < 0) return `the room native/${source} is not on the plan: give it a floor`;
  if (targetFloor < 0) return `the room native/${target} is not on the plan: give it a floor`;
  if (targetFloor < sourceFloor || sideways.get(source)?.includes(target)) return undefined;
  return `native/${source} stands on a lower or the same floor as native/${target}`;
}

function practiceArrow(from: string, target: string): string | undefined {
  const [, , part] = from.split("/");
  const allowed = practiceRooms[part ?? "default"] ?? practiceRooms.default ?? [];
  return allowed.includes(target)
    ? undefined
    : `native/practice/${part} may not use native/${target}`;
}

const isOurs = (path: string): boolean => /^(native|electron|renderer|resources|test)\//.test(path);
const roomOf = (path: string): string => {
  const parts = path.split("/");
  return parts.length > 2 ? (parts[1] ?? "") : "";
};
const floorOf = (room: string): number => floors.findIndex((floor) => floor.includes(room));

/** One ring of files that import each other at run time, if there is any; `imports` without type-only ones. */
export function findCycle(imports: readonly Import[]): readonly string[] | undefined {
  const next = Map.groupBy(
    imports.filter((arrow) => isOurs(arrow.to)),
    (arrow) => arrow.from,
  );
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    const start = path.indexOf(file);
    if (start >= 0) return [...path.slice(start), file];
    if (done.has(file)) return undefined;
    for (const arrow of next.get(file) ?? []) {
      const ring = visit(arrow.to, [...path, file]);
      if (ring) return ring;
    }
    done.add(file);
    return undefined;
  };
  for (const file of next.keys()) {
    const ring = visit(file, []);
    if (ring) return ring;
  }
  return undefined;
}
