import { HearthError } from "../../../native/api/errors.ts";
import type { Balance } from "../../../native/api/wallet.ts";
import { createBase } from "./base.ts";
import { gather, summarise } from "./earnings-view.ts";
import { askRouter, endpointView, saveEndpoint } from "./machine/endpoint-desk.ts";
import { machineProcedures } from "./machine/procedures.ts";
import { modelProcedures } from "./models/procedures.ts";
import { sampleNeurons, sampleSubnets, sampleValidators, sampleWords } from "./samples.ts";
import { say } from "./say.ts";
import { startMining, startValidator, stopMining, stopValidator } from "./script.ts";
import { move, quote, receiptNow } from "./stake-desk.ts";
import { quoteValidating } from "./validator-desk.ts";
import { addWallet, networkInfo, type World } from "./world.ts";

/** The whole contract over a world in memory. Expected failures cross the wire as the real node sends them. */
export function createRouter(world: World) {
  const os = createBase(world);
  const { channels } = world;
  return os.router({
    node: {
      status: os.node.status.handler(() => ({
        version: "0.1.0",
        pid: process.pid,
        startedAt: world.startedAt,
        dataFolder: "/home/you/.local/share/hearth",
        shell: "headless" as const,
        network: "practice" as const,
        processes: [
          {
            name: "practice-node" as const,
            state: "running" as const,
            pid: 4012,
            restarts: 0,
            residentBytes: 96_400_000,
          },
          {
            name: "practice-residents" as const,
            state: "running" as const,
            pid: 4020,
            restarts: 0,
            residentBytes: 141_000_000,
          },
          {
            name: "engine" as const,
            state: "running" as const,
            pid: 4031,
            restarts: 1,
            residentBytes: 212_000_000,
            lastError: "killed by signal 9",
          },
        ],
      })),
      timeline: os.node.timeline.handler(({ input }) => world.lines.slice(0, input.limit)),
      events: os.node.events.handler(({ signal }) => channels.events.follow(signal)),
      setup: os.node.setup.handler(() => world.setup),
      saveSetup: os.node.saveSetup.handler(({ input }) => {
        world.setup = input;
        return input;
      }),
    },
    ...machineProcedures(os, world),
    ...modelProcedures(os, world),
    wallet: {
      words: os.wallet.words.handler(() => ({ mnemonic: sampleWords })),
      create: os.wallet.create.handler(({ input }) => {
        if (world.wallets.some((one) => one.name === input.name)) {
          throw new HearthError("WALLET_EXISTS", { name: input.name });
        }
        const wallet = addWallet(world, input.name, input.password);
        return input.mnemonic === undefined ? { wallet, mnemonic: sampleWords } : { wallet };
      }),
      list: os.wallet.list.handler(() => world.wallets),
      balance: os.wallet.balance.handler(() => balanceOf(world)),
    },
    practice: {
      faucet: os.practice.faucet.handler(({ input }) => {
        world.free += BigInt(input.amount);
        say(world, "good", "practice", "faucetPaid", {
          amount: input.amount,
          block: world.block.number,
        });
        return { receipt: receiptNow(world), amount: input.amount };
      }),
      advance: os.practice.advance.handler(({ input }) => {
        const from = world.block.number;
        world.block = { ...world.block, number: from + ("blocks" in input ? input.blocks : 20) };
        return { from, to: world.block.number, reached: true };
      }),
    },
    mining: {
      quote: os.mining.quote.handler(() => ({
        registered: world.registered,
        netuid: 1,
        burn: String(world.burn),
        free: String(world.free),
      })),
      start: os.mining.start.handler(({ input }) => {
        if (!world.registered && input.password !== world.password) {
          throw new HearthError("WRONG_PASSWORD");
        }
        startMining(world, input.model);
        return world.mining;
      }),
      stop: os.mining.stop.handler(() => {
        stopMining(world);
        return world.mining;
      }),
      status: os.mining.status.handler(() => world.mining),
      watch: os.mining.watch.handler(({ signal }) => channels.mining.follow(signal)),
      requests: os.mining.requests.handler(({ signal }) =>
        channels.requests.followFrom(() => world.requests, signal),
      ),
      endpoint: os.mining.endpoint.handler(() => endpointView(world)),
      watchEndpoint: os.mining.watchEndpoint.handler(({ signal }) =>
        channels.endpoint.followFrom(() => endpointView(world), signal),
      ),
      saveEndpoint: os.mining.saveEndpoint.handler(({ input }) => saveEndpoint(world, input)),
      askRouter: os.mining.askRouter.handler(() => askRouter(world)),
    },
    earnings: {
      summary: os.earnings.summary.handler(() => summarise(world.rows, world.block.number)),
      history: os.earnings.history.handler(({ input }) => {
        const newest = [...world.rows].reverse();
        const from = newest.filter((row) => input.before === undefined || row.id < input.before);
        return {
          buckets: gather(world.rows, input.resolution),
          rows: from.slice(0, input.limit),
          more: from.length > input.limit,
        };
      }),
      reconcile: os.earnings.reconcile.handler(() => ({
        rows: world.rows.length,
        checked: world.rows.length,
        unreachable: 0,
        difference: "0",
        mismatches: [],
        fromBlock: world.rows[0]?.block ?? 0,
        toBlock: world.block.number,
      })),
      watch: os.earnings.watch.handler(({ signal }) => channels.earnings.follow(signal)),
    },
    stake: {
      validators: os.stake.validators.handler(() => sampleValidators()),
      quote: os.stake.quote.handler(({ input }) => quote(world, input.direction, input)),
      add: os.stake.add.handler(({ input }) => move(world, "add", input)),
      remove: os.stake.remove.handler(({ input }) => move(world, "remove", input)),
      positions: os.stake.positions.handler(() => world.positions),
    },
    validator: {
      quote: os.validator.quote.handler(({ input }) => quoteValidating(world, input.stake)),
      start: os.validator.start.handler(({ input }) => {
        if (world.validator.uid === undefined) {
          if (input.password === undefined) {
            throw new HearthError("PASSWORD_REQUIRED", {
              reason: "The validator must be registered first.",
            });
          }
          if (input.password !== world.password) throw new HearthError("WRONG_PASSWORD");
        }
        startValidator(world);
        return world.validator;
      }),
      stop: os.validator.stop.handler(() => {
        stopValidator(world);
        return world.validator;
      }),
      status: os.validator.status.handler(() => world.validator),
      watch: os.validator.watch.handler(({ signal }) => channels.validator.follow(signal)),
    },
    network: {
      info: os.network.info.handler(() => networkInfo(world)),
      subnets: os.network.subnets.handler(() => sampleSubnets(world.block.number)),
      metagraph: os.network.metagraph.handler(({ input }) => ({
        netuid: input.netuid,
        block: world.block.number,
        neurons:
          input.netuid === 1 ? sampleNeurons(world.block.number, world.mining.hotkeyAddress) : [],
      })),
      watch: os.network.watch.handler(({ signal }) => channels.network.follow(signal)),
    },
  });
}

function balanceOf(world: World): Balance {
  const wallet = world.wallets[0];
  if (wallet?.coldkey === undefined) throw new HearthError("WALLET_NOT_FOUND", { name: "default" });
  const staked = world.positions.reduce((sum, row) => sum + BigInt(row.value), 0n);
  return {
    wallet: wallet.name,
    address: wallet.coldkey,
    free: String(world.free),
    reserved: "0",
    stakedValue: String(staked),
    total: String(world.free + staked),
    block: world.block.number,
  };
}
