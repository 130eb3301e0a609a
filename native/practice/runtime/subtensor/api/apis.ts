import type { RuntimeApi } from "../../../frame/runtime-api.ts";
import { betaBasketApi } from "./basket-api.ts";
import { delegateInfoApi } from "./delegate-info.ts";
import { neuronInfoApi } from "./neuron-info.ts";
import { subnetRegistrationApi } from "./registration-api.ts";
import { stakeInfoApi } from "./stake-info.ts";
import { subnetInfoApi } from "./subnet-info.ts";
import { swapApi } from "./swap-api.ts";

/** The runtime APIs of SubtensorModule and Swap, in the order of finney's metadata, and one of later specs. */
export const subtensorApis: readonly RuntimeApi[] = [
  delegateInfoApi,
  neuronInfoApi,
  subnetInfoApi,
  stakeInfoApi,
  subnetRegistrationApi,
  swapApi,
  betaBasketApi,
];
