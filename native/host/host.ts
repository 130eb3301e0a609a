import { mkdirSync } from "node:fs";
import { join } from "node:path";
import packageFile from "../../package.json" with { type: "json" };
import type { NodeStatus } from "../api/node.ts";
import { hash } from "../api/units.ts";
import { connectChain } from "../chain/client.ts";
import { createEarnings } from "../earnings/earnings-service.ts";
import { createAddedOffers } from "../models/catalogue/added-offers.ts";
import { createCatalogue } from "../models/catalogue/catalogue.ts";
import { createCatalogueFiles } from "../models/catalogue/catalogue-files.ts";
import { createDigestRecord } from "../models/catalogue/digest-record.ts";
import { smallerFile } from "../models/catalogue/smaller-file.ts";
import type { Launcher } from "../processes/launcher.ts";
import type { SupervisedStatus } from "../processes/supervised-status.ts";
import { trackedLauncher } from "../processes/tracked-launcher.ts";
import { createStaking } from "../staking/staking.ts";
import { openStore, storageError } from "../store/database.ts";
import { createEarningTable } from "../store/earning-table.ts";
import { createNotes } from "../store/notes.ts";
import { createTimelineTable } from "../store/timeline-table.ts";
import { createChannel } from "../timeline/channel.ts";
import { createTimeline } from "../timeline/timeline.ts";
import { createSigner } from "../wallet/signer.ts";
import { openWalletStore } from "../wallet/wallet-store.ts";
import { earningsDiary } from "./earnings-diary.ts";
import type { EndpointWish } from "./endpoint-flags.ts";
import { measuredEngine } from "./engine/measured-engine.ts";
import { namedEngine } from "./engine/named-engine.ts";
import { startNodeEngine } from "./engine/node-engine.ts";
import { openNodeModels } from "./engine/node-models.ts";
import { subnetModels } from "./engine/subnet-models.ts";
import { benchmarkHandlers, nodeBenchmark } from "./handlers/benchmark-handlers.ts";
import { doctorHandlers } from "./handlers/doctor-handlers.ts";
import { downloadHandlers, startModelDownloads } from "./handlers/download-handlers.ts";
import { engineHandlers } from "./handlers/engine-handlers.ts";
import { governNode, governorHandlers } from "./handlers/governor-handlers.ts";
import { hardwareHandlers, openHardware } from "./handlers/hardware-handlers.ts";
import { miningHandlers, nodeReach } from "./handlers/mining-handlers.ts";
import { networkHandlers } from "./handlers/network-handlers.ts";
import { nodeHandlers, readSetup } from "./handlers/node-handlers.ts";
import { practiceHandlers } from "./handlers/practice-handlers.ts";
import { switchHandlers } from "./handlers/switch-handlers.ts";
import { walletHandlers } from "./handlers/wallet-handlers.ts";
import { holdingsOf } from "./holdings.ts";
import { startPracticeNetwork } from "./practice/practice-network.ts";
import { createPracticeTrouble } from "./practice/practice-trouble.ts";
import { processLine, processListener } from "./process-timeline.ts";
import { resourceFolder } from "./resource-folder.ts";
import { createRouter, type HostHandlers, type HostRouter } from "./router.ts";
import type { NetworkChoice } from "./settings.ts";
import { openTextSubnet } from "./text-subnet.ts";

/** What a node is built from. */
export interface HostOptions {
  /** Already held by this process (data-folder.ts). */
  readonly dataFolder: string;
  readonly launcher: Launcher;
  readonly shell: NodeStatus["shell"];
  readonly network: NetworkChoice;
  /** Of the practice network. */
  readonly blockSeconds: number;
  readonly tempo: number;
  /** Changes how validators reach the miner, from now on. */
  readonly endpoint?: EndpointWish | undefined;
}

/** A running node: the contract with its answers, and the way to end all of it. */
export interface Host {
  readonly router: HostRouter;
  /** Ends every service and child process, the last started first. */
  close(): Promise<void>;
}

/** Where the connected chain is remembered for the next start. */
const GENESIS_NOTE = "genesis";
/** Real networks: seconds between blocks and blocks between epochs (protocol reference, 4.1 and 4.4). */
const REAL_PACE = { blockSeconds: 12, tempo: 360 };

/** Builds all services in order and joins them to the contract. On failure whatever was started is ended again. */
export async function createHost(options: HostOptions): Promise<Host> {
  const disposers: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const dispose of disposers.splice(0).reverse()) {
      await Promise.resolve(dispose()).catch((error: unknown) => console.error(error));
    }
  };
  try {
    const handlers = await compose(options, (dispose) => disposers.push(dispose));
    const router = createRouter(handlers, (error) => storageError(error, options.dataFolder));
    return { router, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function compose(
  options: HostOptions,
  onClose: (dispose: () => void | Promise<void>) => void,
): Promise<HostHandlers> {
  const now = Date.now;
  // Closed last of all: by then only what works for a call that nobody waits for any more can still run.
  const launcher = trackedLauncher(options.launcher);
  onClose(() => launcher.endAll());
  const network = options.network.kind;
  const networkFolder = join(options.dataFolder, network);
  mkdirSync(networkFolder, { recursive: true, mode: 0o700 });

  const store = openStore(join(networkFolder, "ledger.sqlite"));
  onClose(store.close);
  const timeline = createTimeline(createTimelineTable(store.database), now);
  const notes = createNotes(store.database);
  if (store.setAside)
    timeline.write({
      level: "error",
      source: "node",
      message: "ledgerSetAside",
      values: { file: store.setAside },
      code: "LEDGER_DAMAGED",
    });

  const processChanges = createChannel<SupervisedStatus>();
  onClose(processChanges.listen((status) => processLine(status, timeline)));
  const onChange = (status: SupervisedStatus): void => processChanges.publish(status);

  const modelsFolder = resourceFolder("demo-model");
  const blockMillis = options.blockSeconds * 1000;
  const trouble = createPracticeTrouble({ timeline, blockMillis, now });
  const practice =
    options.network.kind === "practice"
      ? await startPracticeNetwork({
          launcher,
          dataFolder: options.dataFolder,
          modelsFolder,
          blockSeconds: options.blockSeconds,
          tempo: options.tempo,
          onChange,
          onTrouble: trouble.onTrouble,
        })
      : undefined;
  if (practice) onClose(() => practice.close());

  const chain = connectChain({
    endpoints:
      options.network.kind === "practice" ? [practice?.endpoint ?? ""] : options.network.endpoints,
  });
  onClose(() => chain.close());
  onClose(chain.onBest(trouble.onBlock));
  const signer = createSigner({ launcher });
  const wallets = openWalletStore(join(networkFolder, "wallets"), { seal: signer.seal });
  const nodeEngine = await startNodeEngine({
    ...{ launcher, onChange, notes, timeline, dataFolder: options.dataFolder, now },
    smaller: async (file) => smallerFile(await catalogue.list(), file),
  });
  onClose(nodeEngine.close);
  const engine = measuredEngine(nodeEngine.engine, (speed) => knowledge.onAnswer(speed));
  const machine = openHardware({ launcher, engine, onChange });
  onClose(() => machine.close());
  const hardware = machine.monitor;
  const practising = network === "practice";
  const governor = governNode({ engine, hardware, notes, timeline, practice: practising, now });
  onClose(governor.close);
  const ownModels = join(options.dataFolder, "models");
  const digests = createDigestRecord(ownModels);
  const modelFolders = { shippedFolder: modelsFolder, modelsFolder: ownModels };
  const catalogue = createCatalogue({ ...modelFolders, record: digests });
  const added = createAddedOffers(ownModels);
  const files = createCatalogueFiles(added);
  const { downloads, store: modelStore } = startModelDownloads({
    ...{ modelsFolder: ownModels, digests, files, engine, timeline, users: nodeEngine.users },
  });
  onClose(() => downloads.close());
  const knowledge = openNodeModels({
    ...{ dataFolder: options.dataFolder, catalogue, files, added, digests, downloads, modelStore },
    ...{ hardware, engine, onEvent: nodeEngine.events.listen, timeline, now },
    users: nodeEngine.users,
  });
  onClose(knowledge.close);
  const holdings = async () => holdingsOf(await wallets.list());
  const earnings = createEarnings({
    chain,
    holdings,
    now,
    openTable: (genesis) => createEarningTable(store.database, genesis),
    lastGenesis: notes.read(GENESIS_NOTE, hash),
    onGenesis: (genesis) => notes.write(GENESIS_NOTE, genesis),
    ...earningsDiary(timeline, options.dataFolder),
  });
  onClose(() => earnings.close());

  const pace = () =>
    practice ? { blockSeconds: options.blockSeconds, tempo: options.tempo } : REAL_PACE;
  const reach = await nodeReach({ network, notes, timeline, now }, options.endpoint);
  onClose(() => reach.close());
  const subnet = openTextSubnet({
    ...{ network, chain, wallets, signer, engine, timeline, pace, now },
    ...{ models: subnetModels(catalogue, hardware), onEvent: nodeEngine.events.listen },
    onEngine: processListener("engine", processChanges.listen),
    hardware: hardware.report,
    sequences: knowledge.sequences,
    whereabouts: reach,
    pause: governor.work,
    modelUsers: nodeEngine.users,
  });
  onClose(subnet.close);
  const { mining, validating } = subnet;
  const benchmark = nodeBenchmark({
    engine: namedEngine(engine, nodeEngine.users, "benchmark"),
    ...{ hardware, catalogue, governor, notes, now },
    mining: () => !["off", "failed"].includes(mining.status().state),
    pay: {
      chain,
      served: subnet.serves,
      blockSeconds: () => pace().blockSeconds,
    },
    onMeasured: knowledge.onMeasured,
  });
  onClose(() => benchmark.close());
  const engineAnswers = engineHandlers({
    ...{ engine, catalogue, mining, now, users: nodeEngine.users },
    onEvent: nodeEngine.events.listen,
  });
  onClose(engineAnswers.close);
  const staking = createStaking({ chain, wallets, signer });
  const ownHotkeys = async () => (await holdings()).hotkeys;
  const networks = networkHandlers({ chain, network, ownHotkeys });
  onClose(networks.close);
  const practiceAnswers = practiceHandlers({ practice, trouble, chain, wallets, timeline });
  const doctor = doctorHandlers({
    network,
    networkFolder,
    dataFolder: options.dataFolder,
    shell: options.shell,
    now,
    hardware: hardware.report,
    sensors: { status: () => machine.statuses()[0], restart: machine.restartSensors },
    engine: namedEngine(engine, nodeEngine.users, "doctor"),
    pace,
    netuid: subnet.netuid,
    setup: () => readSetup(notes, network),
    governor: () => ({ settings: governor.settings(), status: governor.status() }),
    ...{ chain, wallets, mining, reach, catalogue, downloads, models: knowledge.answers },
    ...(practice ? { faucet: practiceAnswers.faucet } : {}),
  });
  onClose(doctor.close);

  return {
    node: nodeHandlers({
      facts: {
        version: packageFile.version,
        pid: process.pid,
        startedAt: now(),
        dataFolder: options.dataFolder,
        shell: options.shell,
        network,
      },
      processes: () => [engine.status(), ...machine.statuses(), ...(practice?.statuses() ?? [])],
      timeline,
      notes,
    }),
    engine: engineAnswers.handlers,
    downloads: downloadHandlers(downloads),
    hardware: hardwareHandlers(hardware),
    governor: governorHandlers(governor),
    models: knowledge.answers,
    wallet: walletHandlers({ wallets, chain, timeline }),
    practice: practiceAnswers,
    mining: miningHandlers(mining, reach),
    earnings: {
      summary: () => earnings.summary(),
      history: (input) => earnings.history(input),
      reconcile: (_input, signal) => earnings.reconcile(signal),
      watch: (_input, signal) => earnings.changes.follow(signal),
    },
    stake: staking,
    benchmark: benchmarkHandlers(benchmark),
    doctor: doctor.handlers,
    validator: switchHandlers(validating),
    network: networks.handlers,
  };
}
