import type { ErrorCode } from "../../api/errors.ts";

/** What happens at a miner's endpoint, for its status and the timeline. `millis` is the time from question to promise. */
export type EndpointEvent =
  | { readonly kind: "received"; readonly caller: string; readonly challenge: string }
  /** Its turn came: the model works on it. */
  | { readonly kind: "started"; readonly caller: string; readonly challenge: string }
  /** The answer is made and promised; `tokens` where such answers have any. */
  | {
      readonly kind: "committed";
      readonly caller: string;
      readonly challenge: string;
      readonly tokens?: number;
    }
  | {
      readonly kind: "answered";
      readonly caller: string;
      readonly challenge: string;
      readonly millis: number;
    }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly reason: string;
      readonly caller?: string;
    }
  | {
      readonly kind: "failed";
      readonly caller: string;
      readonly challenge: string;
      readonly code: ErrorCode;
    };
