import { apiMethod, defineApi } from "../../../frame/runtime-api.ts";
import { u64 } from "../../../scale/type.ts";
import { lockCost } from "../subnets/subnets.ts";

/** `SubnetRegistrationRuntimeApi`: what a new subnet costs now, in rao. */
export const subnetRegistrationApi = defineApi("SubnetRegistrationRuntimeApi", 1, {
  get_network_registration_cost: apiMethod({}, u64, (chain) => lockCost(chain)),
});
