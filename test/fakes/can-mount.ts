import { spawnSync } from "node:child_process";

const mount = ["-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"];

/** Whether a small disk can be made without admin rights, in a namespace of its own: on Linux, where user namespaces are allowed. */
export const canMount = spawnSync("unshare", mount).status === 0;
