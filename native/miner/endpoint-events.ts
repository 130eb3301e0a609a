import type { ErrorCode } from "../api/errors.ts";

/** What happens at a miner's endpoint, for its status and the timeline. `millis` is the time from question to promise. */
export type EndpointEvent =
  | { readonly kind: "received"; readonly caller: string; readonly challenge: string }
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
