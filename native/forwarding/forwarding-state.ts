import type { RouterKind, RouterTroubleKind } from "./router-port.ts";

/** A router as it can be named to a person. */
export interface RouterName {
  readonly kind: RouterKind;
  readonly host: string;
  readonly name?: string;
}

/** What became of the wish that a router leads a port here. */
export type ForwardingState =
  | { readonly kind: "asking" }
  | {
      readonly kind: "forwarded";
      readonly router: RouterName;
      readonly externalIp: string;
      readonly externalPort: number;
      /** When it ends unless it is renewed, milliseconds since 1970; unset where it stays until it is taken back. */
      readonly until?: number;
    }
  | {
      readonly kind: "failed";
      readonly trouble: RouterTroubleKind;
      readonly router?: RouterName;
      /** When the router is asked again, milliseconds since 1970. */
      readonly retryAt: number;
    };

/** The name of a router. */
export function nameOf({ kind, host, name }: RouterName): RouterName {
  return name === undefined ? { kind, host } : { kind, host, name };
}
