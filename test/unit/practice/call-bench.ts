import type { BlockInProgress } from "../../../native/practice/frame/block.ts";
import { CallDirectory } from "../../../native/practice/frame/call-info.ts";
import type {
  ActualCost,
  DispatchError,
  Origin,
  RuntimeCall,
} from "../../../native/practice/frame/context.ts";
import { Dispatcher } from "../../../native/practice/frame/dispatch.ts";
import { MemoryState, Overlay } from "../../../native/practice/frame/state.ts";
import { depositInto } from "../../../native/practice/runtime/balances/balance.ts";
import { balances } from "../../../native/practice/runtime/balances/pallet.ts";
import { practiceRuntime } from "../../../native/practice/runtime/runtime.ts";
import { system } from "../../../native/practice/runtime/system/pallet.ts";
import { eventRecord } from "../../../native/practice/runtime/system/types.ts";
import { accountText } from "../../../native/practice/scale/account.ts";

/** Rao in a TAO. */
export const TAO = 1_000_000_000n;

/** The whole runtime; a call that throws what it did not mean to throw fails its test. */
export const runtime = practiceRuntime((error) => {
  throw error;
});

/** An address of nobody: accounts are ordered as their numbers are. */
export function person(number: number): string {
  const key = new Uint8Array(32).fill(0x5a);
  new DataView(key.buffer).setUint32(0, number);
  return accountText(key);
}

/** `Id` of an account, as calls take it. */
export function id(account: string): { type: "Id"; value: string } {
  return { type: "Id", value: account };
}

/** A call by its `Pallet.name`. */
export function call(name: string, args: Readonly<Record<string, unknown>> = {}): RuntimeCall {
  const [type = "", method = ""] = name.split(".");
  return { type, value: { type: method, value: args } };
}

/** A transfer that keeps the sender alive. */
export function give(to: string, value: bigint): RuntimeCall {
  return call("Balances.transfer_keep_alive", { dest: id(to), value });
}

/** The composed runtime's calls on an otherwise empty chain, through SCALE and the real dispatcher, without fees. */
export class CallBench {
  readonly state = new MemoryState();
  readonly #dispatcher = new Dispatcher(new CallDirectory(runtime.modules), (error) => {
    throw error;
  });
  block = 1;
  extrinsic = 1;
  /** Events of the last call as `[Pallet.Name, fields]`. */
  events: [string, unknown][] = [];
  /** What the last call cost less than it announced, where it told so. */
  cost: ActualCost | undefined;

  fund(account: string, amount: bigint): void {
    depositInto({ state: this.state, deposit: () => undefined }, account, amount);
  }

  /** Runs a call in the present block. Answers "ok", or the error as `Pallet.Name` or FRAME's own. */
  run(
    who: string | "root" | "none",
    name: string,
    args?: Readonly<Record<string, unknown>>,
  ): string {
    return this.dispatch(who, call(name, args));
  }

  dispatch(who: string | "root" | "none", wanted: RuntimeCall): string {
    // As it arrives: encoded, and decoded from the bytes.
    const { codec } = runtime.outer.call;
    const arrived = codec.dec(codec.enc(wanted));
    const origin: Origin =
      who === "root" || who === "none" ? { kind: who } : { kind: "signed", account: who };
    return this.#within((block) => {
      const outcome = this.#dispatcher.dispatch(block, block.state, arrived, origin);
      this.cost = outcome.ok ? outcome.actual : undefined;
      return outcome.ok ? "ok" : errorName(outcome.error);
    });
  }

  /** Runs the hook of one pallet, as the beginning of a block does. */
  initialize(pallet: string): void {
    this.#hook(pallet, "onInitialize");
  }

  /** Runs the hook of one pallet, as the end of a block does. */
  finalize(pallet: string): void {
    this.#hook(pallet, "onFinalize");
  }

  #hook(pallet: string, name: "onInitialize" | "onFinalize"): void {
    this.#within((block) => {
      const module = runtime.modules.find((one) => one.pallet.spec.name === pallet);
      const context = this.#dispatcher.context(block, block.state, { kind: "root" });
      module?.hooks[name]?.(context);
      return "";
    });
  }

  /** The fields of the last call's events of one name. */
  named(name: string): unknown[] {
    return this.events.filter(([event]) => event === name).map(([, value]) => value);
  }

  data(account: string) {
    return system.storage.Account.get(this.state, account).data;
  }

  /** True when what is issued is what accounts have. */
  balanced(): boolean {
    const held = system.storage.Account.entries(this.state).reduce(
      (sum, [, { data }]) => sum + data.free + data.reserved,
      0n,
    );
    return held === balances.storage.TotalIssuance.get(this.state);
  }

  #within(work: (block: BlockInProgress) => string): string {
    const block: BlockInProgress = {
      state: new Overlay(this.state),
      number: this.block,
      now: BigInt(this.block) * 12_000n,
      records: [],
      phase: this.extrinsic,
      extrinsics: this.extrinsic,
      weight: 0n,
    };
    const answer = work(block);
    block.state.commit();
    this.events = block.records.map((bytes) => {
      const { event } = eventRecord.codec.dec(Uint8Array.from(bytes));
      const { type, value } = event as { type: string; value: { type: string; value: unknown } };
      return [`${type}.${value.type}`, value.value];
    });
    return answer;
  }
}

/** An error as `Pallet.Name`, or as FRAME names its own. */
export function errorName(error: DispatchError): string {
  if (error.type === "Token" || error.type === "Arithmetic")
    return `${error.type}.${error.value.type}`;
  if (error.type !== "Module") return error.type;
  const { index, error: bytes } = error.value;
  const spec = runtime.modules.find(({ pallet }) => pallet.spec.index === index)?.pallet.spec;
  const number = Number.parseInt(bytes.slice(2, 4), 16);
  const name = Object.entries(spec?.errors ?? {}).find(([, at]) => at === number)?.[0];
  return `${spec?.name}.${name}`;
}
