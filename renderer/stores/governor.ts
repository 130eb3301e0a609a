import type { GovernorStatus } from "../../native/api/governor.ts";
import { createWatched } from "./watched.ts";

/** What the governor does now and why, from governor.watch. */
export const useGovernor = createWatched<GovernorStatus>();
