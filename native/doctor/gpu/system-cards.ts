import { access, constants, readdir, readFile, readlink } from "node:fs/promises";
import { basename, join } from "node:path";

/** A graphics card as the system's bus shows it, whatever any driver says. */
export interface SystemCard {
  readonly vendor: "nvidia" | "amd" | "intel";
  /** PCI address, such as "0000:01:00.0". */
  readonly slot: string;
  /** The kernel driver that holds it; absent where none does. */
  readonly driver?: string;
  /** Whether this user may open its device file. */
  readonly accessible: boolean;
}

const VENDORS: Readonly<Record<string, SystemCard["vendor"]>> = {
  "0x10de": "nvidia",
  "0x1002": "amd",
  "0x8086": "intel",
};
/** PCI class of display controllers; the rest of the class tells VGA from 3D. */
const DISPLAY_CLASS = "0x03";

/** Where Linux shows its devices; folders of a test stand in for them. */
export interface SystemFolders {
  readonly bus: string;
  readonly devices: string;
}

/** Cards of the three vendors that llama.cpp knows, from Linux's own list; undefined on other systems. */
export async function readSystemCards(
  folders: SystemFolders = { bus: "/sys/bus/pci/devices", devices: "/dev" },
): Promise<readonly SystemCard[] | undefined> {
  const slots = await readdir(folders.bus).catch(() => undefined);
  if (slots === undefined) return undefined;
  const cards = await Promise.all(slots.map((slot) => readCard(folders, slot)));
  return cards.filter((card) => card !== undefined);
}

async function readCard(
  { bus, devices }: SystemFolders,
  slot: string,
): Promise<SystemCard | undefined> {
  const read = async (name: string): Promise<string> =>
    (await readFile(join(bus, slot, name), "utf8").catch(() => "")).trim();
  const vendor = VENDORS[await read("vendor")];
  if (vendor === undefined || !(await read("class")).startsWith(DISPLAY_CLASS)) return undefined;
  const driver = await readlink(join(bus, slot, "driver")).then(basename, () => undefined);
  const nodes = vendor === "nvidia" ? ["nvidiactl"] : await renderNodes(join(bus, slot, "drm"));
  const open = await Promise.all(nodes.map((node) => mayOpen(join(devices, node))));
  return {
    vendor,
    slot,
    ...(driver === undefined ? {} : { driver }),
    accessible: open.includes(true),
  };
}

async function renderNodes(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith("renderD")).map((name) => join("dri", name));
}

function mayOpen(file: string): Promise<boolean> {
  return access(file, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}
