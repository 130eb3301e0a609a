/** Where the page stands with its node. `silent` is reached and does not answer. `refused` and `no-token` are final until the page is opened anew. */
export type ConnectionState =
  | { readonly kind: "connecting"; readonly attempt: number }
  | { readonly kind: "open"; readonly since: number }
  | { readonly kind: "silent"; readonly since: number }
  | { readonly kind: "waiting"; readonly attempt: number; readonly retryAt: number }
  | { readonly kind: "refused" }
  | { readonly kind: "no-token" };
