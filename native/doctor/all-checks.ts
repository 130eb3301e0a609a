import type { Check } from "./check.ts";
import type { BlockClock } from "./computer/block-clock.ts";
import { clockCheck } from "./computer/clock.ts";
import { clockJumpsCheck, type JumpWatch } from "./computer/clock-jumps.ts";
import { dataFolderCheck } from "./computer/data-folder.ts";
import { DATA_LIMITS, diskCheck, MODEL_LIMITS } from "./computer/disk.ts";
import { ledgerCheck } from "./computer/ledger.ts";
import { memoryCheck } from "./computer/memory.ts";
import { runtimeCheck } from "./computer/runtime.ts";
import { swapCheck } from "./computer/swap.ts";
import { driverCheck } from "./gpu/driver.ts";
import { gpuCheck } from "./gpu/found.ts";
import { heatCheck } from "./gpu/heat.ts";
import { powerCheck } from "./gpu/power.ts";
import { sensorsCheck } from "./gpu/sensors.ts";
import { vramCheck } from "./gpu/vram.ts";
import { challengesCheck } from "./mining/challenges.ts";
import { governorCheck } from "./mining/governor.ts";
import { placeCheck } from "./mining/place.ts";
import { rankCheck } from "./mining/rank.ts";
import { refusalsCheck } from "./mining/refusals.ts";
import { engineCheck } from "./models/engine.ts";
import { filesCheck } from "./models/files.ts";
import { fitsCheck } from "./models/fits.ts";
import { generationCheck } from "./models/generation.ts";
import { tryOut } from "./models/try-out.ts";
import { chainCheck } from "./network/chain.ts";
import { endpointCheck } from "./network/endpoint.ts";
import { firewallCheck } from "./network/firewall.ts";
import { genesisCheck } from "./network/genesis.ts";
import { isHereOnly, listeningHost } from "./network/listening.ts";
import { natCheck } from "./network/nat.ts";
import { peersCheck } from "./network/peers.ts";
import { portCheck } from "./network/port.ts";
import { runtimeCallsCheck } from "./network/runtime-calls.ts";
import type { DoctorPorts } from "./ports.ts";
import { subnetFacts } from "./subnet-facts.ts";
import { backupCheck } from "./wallet/backup.ts";
import { balanceCheck } from "./wallet/balance.ts";
import { hotkeyCheck } from "./wallet/hotkey.ts";
import { keyfilesCheck } from "./wallet/keyfiles.ts";
import { permissionsCheck } from "./wallet/permissions.ts";

/** Hash of finney's block 0 (protocol reference, §9). */
const FINNEY = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03";

/** What has watched the clock since the node started. */
export interface ClockWatches {
  readonly blocks: BlockClock;
  readonly jumps: JumpWatch;
}

/** Every check, in the order of the examination. */
export function allChecks(ports: DoctorPorts, watches: ClockWatches): readonly Check[] {
  return [
    ...computerChecks(ports, watches),
    ...gpuChecks(ports),
    ...modelChecks(ports),
    ...networkChecks(ports),
    ...walletChecks(ports),
    ...miningChecks(ports),
  ];
}

function computerChecks(ports: DoctorPorts, { blocks, jumps }: ClockWatches): Check[] {
  const { folders, models } = ports;
  return [
    runtimeCheck(ports.shell),
    memoryCheck(),
    swapCheck(),
    diskCheck({ id: "dataDisk", folder: folders.data, limits: DATA_LIMITS }),
    diskCheck({
      id: "modelDisk",
      folder: folders.models,
      limits: MODEL_LIMITS,
      leftovers: models.leftovers,
    }),
    dataFolderCheck(folders.data),
    ledgerCheck(folders.ledger),
    clockCheck({ ownChain: ports.network === "practice", offsets: blocks.offsets }),
    clockJumpsCheck(jumps, ports.now),
  ];
}

function gpuChecks({ hardware, sensors, network }: DoctorPorts): Check[] {
  return [
    gpuCheck({ hardware, realNetwork: network === "finney" }),
    driverCheck(hardware),
    vramCheck(hardware),
    heatCheck(hardware),
    powerCheck(hardware),
    sensorsCheck({ hardware, process: sensors?.status, restart: sensors?.restart }),
  ];
}

function modelChecks(ports: DoctorPorts): Check[] {
  const { models, engine, smallestModel, monotonic } = ports;
  // A paused engine lets every request wait, so asking it would only time out.
  const paused = async (): Promise<boolean> => {
    const state = (await ports.governor?.())?.status.state;
    return state !== undefined && state !== "running" && state !== "slowed";
  };
  const writes = async (model: string): Promise<boolean> =>
    (await models.list()).every(({ id, role }) => id !== model || role !== "embedding");
  return [
    filesCheck(models),
    fitsCheck(models.list),
    engineCheck(engine),
    generationCheck((signal) =>
      tryOut({ engine, writes, smallest: smallestModel, paused, monotonic }, signal),
    ),
  ];
}

function networkChecks(ports: DoctorPorts): Check[] {
  const { chain, network, now, mining, reach } = ports;
  const subnet = subnetFacts(ports);
  const realNetwork = network === "finney" || network === "test";
  return [
    chainCheck({ state: chain.state, now, blockSeconds: () => ports.pace().blockSeconds }),
    genesisCheck(() => {
      const { genesis, chain: name } = chain.state();
      const expected = network === "finney" ? FINNEY : undefined;
      return { network, genesis, chain: name, expected };
    }),
    runtimeCallsCheck(chain),
    portCheck({
      status: mining.status,
      wished: () => ({ host: listeningHost(reach.status()), port: reach.status().settings.port }),
    }),
    endpointCheck({
      status: mining.status,
      reach,
      announced: subnet.announced,
      realNetwork,
      reopen: mining.reopen,
    }),
    firewallCheck(() => isHereOnly(reach.status())),
    natCheck({ reach, announced: subnet.announced, realNetwork }),
    peersCheck(subnet.peers),
  ];
}

function walletChecks(ports: DoctorPorts): Check[] {
  const { wallets, folders, setup, faucet } = ports;
  const subnet = subnetFacts(ports);
  return [
    keyfilesCheck(wallets.list),
    permissionsCheck(folders.wallets),
    hotkeyCheck({
      wallet: async () => {
        const { wallet } = ports.mining.status();
        const list = await wallets.list();
        return list.find(({ name }) => name === wallet) ?? list[0];
      },
      running: () => ports.mining.status().hotkey,
      open: wallets.hotkey,
    }),
    backupCheck(async () => ({ setup: setup(), wallets: await wallets.list() })),
    balanceCheck(subnet.place, faucet),
  ];
}

function miningChecks(ports: DoctorPorts): Check[] {
  const { mining, now, governor, hardware } = ports;
  const subnet = subnetFacts(ports);
  return [
    placeCheck(subnet.place, mining.status),
    challengesCheck({ status: mining.status, now, reopen: mining.reopen }),
    refusalsCheck(mining.requests, now),
    rankCheck(subnet.rank),
    ...(governor ? [governorCheck(governor, hardware)] : []),
  ];
}
