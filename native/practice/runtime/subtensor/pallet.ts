import { definePallet } from "../../frame/pallet.ts";
import { runtimeCall } from "../runtime-call.ts";
import { neuronCalls } from "./declaration/calls.ts";
import { childrenCalls } from "./declaration/calls-children.ts";
import { commitCalls } from "./declaration/calls-commits.ts";
import { keyCalls } from "./declaration/calls-keys.ts";
import { lockCalls } from "./declaration/calls-locks.ts";
import { moreCalls } from "./declaration/calls-more.ts";
import { stakingCalls } from "./declaration/calls-staking.ts";
import { subnetCalls } from "./declaration/calls-subnets.ts";
import { constants } from "./declaration/constants.ts";
import { errors } from "./declaration/errors.ts";
import { events } from "./declaration/events.ts";
import { parameterEvents } from "./declaration/events-parameters.ts";
import { storageChildren } from "./declaration/storage-children.ts";
import { storageEmission } from "./declaration/storage-emission.ts";
import { storageEpoch } from "./declaration/storage-epoch.ts";
import { storageLater } from "./declaration/storage-later.ts";
import { storageLimits } from "./declaration/storage-limits.ts";
import { storageNeurons } from "./declaration/storage-neurons.ts";
import { storageRegistration } from "./declaration/storage-registration.ts";
import { storageStake } from "./declaration/storage-stake.ts";
import { storageSubnets } from "./declaration/storage-subnets.ts";
import { storageWeights } from "./declaration/storage-weights.ts";
import { emissionGateStorage } from "./emission-gate/declaration.ts";
import {
  rootWeightCalls,
  rootWeightErrors,
  rootWeightEvents,
  rootWeightStorage,
} from "./root-weights/declaration.ts";

/** Pallet 7 as spec 424 declares it, with the calls that this network implements and what tools of later specs look for. */
export const subtensor = definePallet({
  name: "SubtensorModule",
  index: 7,
  path: ["pallet_subtensor", "pallet"],
  associatedTypes: { RuntimeCall: runtimeCall.type, SudoRuntimeCall: runtimeCall.type },
  storage: {
    ...storageSubnets,
    ...storageEpoch,
    ...storageNeurons,
    ...storageWeights,
    ...storageRegistration,
    ...storageEmission,
    ...storageStake,
    ...storageChildren,
    ...storageLimits,
    ...storageLater,
    ...rootWeightStorage,
    ...emissionGateStorage,
  },
  calls: {
    ...neuronCalls,
    ...stakingCalls,
    ...commitCalls,
    ...childrenCalls,
    ...keyCalls,
    ...subnetCalls,
    ...moreCalls,
    ...lockCalls,
    ...rootWeightCalls,
  },
  events: { ...events, ...parameterEvents, ...rootWeightEvents },
  errors: { ...errors, ...rootWeightErrors },
  constants,
});

/** Its storage, by item name. */
export const storage = subtensor.storage;
/** Makers of its events, by name. */
export const event = subtensor.event;
/** The name of one of its errors. */
export type SubtensorError = keyof typeof subtensor.spec.errors;

/** Fails the running call with one of the pallet's errors. */
export function fail(error: SubtensorError): never {
  return subtensor.fail(error);
}

/** Fails the running call with `error` unless `condition` holds. */
export function ensure(condition: boolean, error: SubtensorError): asserts condition {
  if (!condition) subtensor.fail(error);
}
