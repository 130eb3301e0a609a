import { dataFolderCheck } from "../../../native/doctor/computer/data-folder.ts";
import { DATA_LIMITS, diskCheck } from "../../../native/doctor/computer/disk.ts";

/** Prints what the Doctor says of the folder named on the command line, run by small-disk.test.ts where that disk exists. */
const folder = process.argv[2] ?? "";
const signal = AbortSignal.timeout(30_000);
const checks = [
  dataFolderCheck(folder),
  diskCheck({ id: "dataDisk", folder, limits: DATA_LIMITS }),
];
console.log(JSON.stringify(await Promise.all(checks.map((check) => check.look(signal)))));
