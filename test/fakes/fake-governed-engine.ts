import type { GovernedEngine } from "../../native/governor/orders/governed-engine.ts";

/** One order that the engine was given. */
export type EngineOrder =
  | { readonly kind: "suspend"; readonly graceMillis: number; readonly reason: string }
  | { readonly kind: "resume" }
  | { readonly kind: "pace"; readonly share: number };

/** An engine that obeys at once, or when it is told to, or refuses; it remembers every order. */
export function fakeGovernedEngine(): GovernedEngine & {
  readonly orders: EngineOrder[];
  /** Ids of the models that are in memory or come back after a pause. */
  models: string[];
  /** Bytes that its models take while it is not suspended. */
  held: number;
  /** The next orders of this kind fail so often. */
  failures: { suspend: number; resume: number };
} {
  const orders: EngineOrder[] = [];
  let suspended = false;
  let bytes = 0;
  const failures = { suspend: 0, resume: 0 };
  const fail = (kind: "suspend" | "resume"): void => {
    if (failures[kind] === 0) return;
    failures[kind] -= 1;
    throw new Error(`the fake was told to fail to ${kind}`);
  };
  return {
    models: ["chat"],
    wanted() {
      return this.models.map((id) => ({ id }));
    },
    orders,
    failures,
    get held() {
      return suspended ? 0 : bytes;
    },
    set held(value) {
      bytes = value;
    },
    suspend: async ({ graceMillis, reason }) => {
      orders.push({ kind: "suspend", graceMillis, reason });
      fail("suspend");
      suspended = true;
    },
    resume: async () => {
      orders.push({ kind: "resume" });
      fail("resume");
      suspended = false;
    },
    setPace: (share) => void orders.push({ kind: "pace", share }),
  };
}
