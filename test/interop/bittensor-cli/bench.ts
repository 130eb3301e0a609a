import { join } from "node:path";
import type { SuiteContext } from "../suite.ts";
import { type Answer, type Btcli, btcliOf, type Flags, type RunOptions } from "./btcli.ts";
import { type Chain, openChain } from "./chain.ts";
import { type Gate, openGate } from "./gate.ts";

/** A wallet that the tool made: SS58 addresses. */
export interface Person {
  readonly name: string;
  readonly coldkey: string;
  readonly hotkey: string;
}

/** What a scene works with. */
export interface Bench {
  readonly chain: Chain;
  readonly endpoint: string;
  readonly wallets: string;
  readonly scratch: string;
  /** A command that neither reads the chain nor asks: `--wallet-path` and `--json-output` are added. */
  local(command: string, flags: Flags, options?: RunOptions): Promise<Answer>;
  /** A command that reads the chain: `--network` and `--json-output` are added. */
  look(command: string, flags: Flags, options?: RunOptions): Promise<Answer>;
  /** A command that signs: `--wallet-path`, `--network`, `--no-prompt` and `--json-output` are added. */
  send(command: string, flags: Flags, options?: RunOptions): Promise<Answer>;
  /**
   * `subnets register`, again where another scene's registration made the price dearer than the tool had seen. Throws with the tool's
   * words where it stays refused.
   */
  register(flags: Flags): Promise<Answer>;
  /** A command with the given options alone. */
  plain: Btcli;
  /** A wallet with one hotkey "default" and so much TAO. */
  person(name: string, rao?: bigint): Promise<Person>;
  /** Another hotkey of a wallet; its address. */
  hotkey(wallet: string, name: string): Promise<string>;
  /** Skips blocks while no command runs, since signed calls would grow old. */
  advance(blocks: number): Promise<void>;
  /** Skips blocks until the next epoch of a subnet has run. */
  toEpoch(netuid: number): Promise<void>;
  /** Keeps the others still while several steps must fall into one epoch; they work on the bench that is handed in. */
  alone<T>(work: (inside: Bench) => Promise<T>): Promise<T>;
  close(): void;
}

const REGISTRATION_ATTEMPTS = 4;

/** For whoever is inside alone already. */
const openDoor: Gate = { together: (work) => work(), alone: (work) => work() };

/** Opens the chain and the tool. */
export function openBench(executable: string, context: SuiteContext): Bench {
  const chain = openChain(context.network);
  const btcli = btcliOf(executable, context);
  const inside: Bench = {
    ...benchBehind(openDoor, chain, btcli, context),
    alone: (work) => work(inside),
  };
  const gate = openGate();
  return {
    ...benchBehind(gate, chain, btcli, context),
    alone: (work) => gate.alone(() => work(inside)),
    close: () => chain.close(),
  };
}

/** The bench whose commands and skips pass a gate. */
function benchBehind(
  gate: Gate,
  opened: Chain,
  btcli: Btcli,
  context: SuiteContext,
): Omit<Bench, "alone"> {
  const { endpoint } = context.network;
  const wallets = join(context.scratch, "wallets");
  const chain: Chain = {
    ...opened,
    fund: (amounts) => gate.together(() => opened.fund(amounts)),
    sudo: (...call) => gate.together(() => opened.sudo(...call)),
    signed: (...call) => gate.together(() => opened.signed(...call)),
  };
  const plain: Btcli = (command, flags, options) =>
    gate.together(() => btcli(command, flags, options));
  const [path, network] = [{ "wallet-path": wallets }, { network: endpoint }];
  const json = { "json-output": true } as const;
  const local: Bench["local"] = (command, flags, options) =>
    plain(command, { ...flags, ...path, ...json }, options);
  const send: Bench["send"] = (command, flags, options) =>
    plain(command, { ...flags, ...path, ...network, "no-prompt": true, ...json }, options);
  return {
    chain,
    endpoint,
    wallets,
    scratch: context.scratch,
    plain,
    local,
    send,
    async register(flags) {
      for (let attempt = 1; ; attempt += 1) {
        const answer = await send("subnets register", flags);
        if (answer.json<{ success: boolean }>().success) return answer;
        if (attempt === REGISTRATION_ATTEMPTS) throw new Error(answer.text);
      }
    },
    look: (command, flags, options) => plain(command, { ...flags, ...network, ...json }, options),
    async person(name, rao) {
      const flags = { "wallet-name": name, hotkey: "default", "n-words": 12 };
      const answer = await local("wallet create", { ...flags, "no-use-password": true });
      const { data } = answer.json<{ data: { coldkey_ss58: string; hotkey_ss58: string } }>();
      if (rao !== undefined) await chain.fund(new Map([[data.coldkey_ss58, rao]]));
      return { name, coldkey: data.coldkey_ss58, hotkey: data.hotkey_ss58 };
    },
    async hotkey(wallet, name) {
      const flags = { "wallet-name": wallet, hotkey: name, n_words: 12, "no-use-password": true };
      const answer = await local("wallet new-hotkey", flags as Flags);
      return answer.json<{ data: { hotkey_ss58: string } }>().data.hotkey_ss58;
    },
    advance: (blocks) => gate.alone(() => chain.advance(blocks)),
    toEpoch: (netuid) =>
      gate.alone(async () => {
        const index = () => chain.read<bigint>("SubtensorModule.SubnetEpochIndex", netuid);
        const before = await index();
        while ((await index()) === before) await chain.advance(5);
      }),
    close: () => undefined,
  };
}
