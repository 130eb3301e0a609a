import { implement } from "../../frame/pallet.ts";
import { laterHandlers } from "./calls-later.ts";
import { chainHandlers } from "./chain-handlers.ts";
import { consensusHandlers } from "./consensus-handlers.ts";
import { difficultyHandlers } from "./difficulty-handlers.ts";
import { emissionGateHandlers } from "./emission-gate-handlers.ts";
import { mechanismHandlers } from "./mechanism-handlers.ts";
import { networkHandlers } from "./network-handlers.ts";
import { adminUtils } from "./pallet.ts";
import { registrationHandlers } from "./registration-handlers.ts";
import { rootWeightHandlers } from "./root-weight-handlers.ts";
import { subnetHandlers } from "./subnet-handlers.ts";

/** The calls of AdminUtils. */
export const adminUtilsModule = implement(adminUtils, {
  ...networkHandlers,
  ...registrationHandlers,
  ...consensusHandlers,
  ...subnetHandlers,
  ...mechanismHandlers,
  ...rootWeightHandlers,
  ...emissionGateHandlers,
  ...difficultyHandlers,
  ...chainHandlers,
  ...laterHandlers,
});
