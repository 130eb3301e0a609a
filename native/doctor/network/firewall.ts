import { access, readFile } from "node:fs/promises";
import { byPerson, type Check, check, good, type Judgement, skipped, warning } from "../check.ts";
import { namesText } from "../text.ts";

/** Firewalls that are on. What they let through only an administrator may read. */
export interface FirewallFacts {
  /** The miner listens on this computer alone. */
  readonly loopback: boolean;
  readonly active: readonly string[];
}

/** Whether a firewall may stand between validators and the miner. */
export function judgeFirewall({ loopback, active }: FirewallFacts): Judgement {
  if (loopback)
    return skipped("loopback", active.length === 0 ? {} : { active: namesText(active) });
  return active.length > 0
    ? warning("active", { active: namesText(active) }, byPerson("openPort"))
    : good({ active: "none found" });
}

/** Files that only exist, or say so, while a firewall of Linux is on. */
const SIGNS: readonly { readonly name: string; readonly file: string; readonly says?: RegExp }[] = [
  { name: "ufw", file: "/etc/ufw/ufw.conf", says: /^ENABLED=yes$/m },
  { name: "firewalld", file: "/sys/fs/cgroup/system.slice/firewalld.service" },
  { name: "nftables", file: "/proc/modules", says: /^nft_chain_nat /m },
  { name: "iptables", file: "/proc/net/ip_tables_names", says: /^filter$/m },
];

/** The firewalls whose signs are on this computer; `root` stands in for / in tests. */
export async function activeFirewalls(root = ""): Promise<string[]> {
  const found = await Promise.all(
    SIGNS.map(async ({ name, file, says }) => {
      const path = `${root}${file}`;
      const seen =
        says === undefined
          ? await access(path).then(
              () => true,
              () => false,
            )
          : says.test(await readFile(path, "utf8").catch(() => ""));
      return seen ? [name] : [];
    }),
  );
  return found.flat();
}

/** The check for firewalls. */
export function firewallCheck(loopback: () => boolean): Check {
  return check({
    id: "firewall",
    group: "network",
    probe: async () => ({ loopback: loopback(), active: await activeFirewalls() }),
    judge: judgeFirewall,
  });
}
