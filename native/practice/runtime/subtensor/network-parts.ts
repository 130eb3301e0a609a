import { adminUtilsModule } from "../admin-utils/module.ts";
import type { NetworkParts } from "../compose.ts";
import { swapModule } from "../swap/module.ts";
import { alphaPayment } from "./alpha-payment.ts";
import { subtensorApis } from "./api/apis.ts";
import { subtensorExtension } from "./extension.ts";
import { subtensorModule } from "./module.ts";

/** What makes a Substrate chain a Bittensor one: its pallets, its APIs, its checks, and fees in alpha. */
export const subtensorParts: NetworkParts = {
  modules: [subtensorModule, adminUtilsModule, swapModule],
  apis: subtensorApis,
  extension: subtensorExtension,
  otherPayment: alphaPayment,
};
