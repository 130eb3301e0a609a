const modern = /^(chainHead|chainSpec|archive|transaction|transactionWatch)_v1_/;

/**
 * A WebSocket to a node that seems to be an older one: what `rpc_methods` answers is told without the new methods, so that
 * polkadot-api works with the legacy ones alone. Everything else passes untouched.
 */
export class LegacyOnlySocket extends WebSocket {
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void {
    if (type !== "message" || typeof listener !== "function") {
      super.addEventListener(type, listener, options);
      return;
    }
    const hear = (event: Event): void => {
      const { data } = event as MessageEvent<unknown>;
      const told = typeof data === "string" ? older(data) : data;
      listener(new MessageEvent("message", { data: told }));
    };
    super.addEventListener(type, hear, options);
  }
}

function older(text: string): string {
  if (!text.includes('"methods":[')) return text;
  const message = JSON.parse(text) as { result?: { methods?: string[] } };
  const methods = message.result?.methods;
  if (!methods) return text;
  return JSON.stringify({
    ...message,
    result: { methods: methods.filter((name) => !modern.test(name)) },
  });
}
