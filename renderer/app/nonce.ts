const PLACEHOLDER = "__CSP_NONCE__";

/** The nonce of this response, put into index.html by whoever served it; undefined where nobody did (the development server). */
export function readNonce(): string | undefined {
  const content = document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content");
  return content === null || content === undefined || content === PLACEHOLDER ? undefined : content;
}

/** Lets libraries that look for the bundler's global nonce (react-style-singleton, under every dialog) find ours. */
export function spreadNonce(): void {
  const nonce = readNonce();
  if (nonce !== undefined) Object.assign(globalThis, { __webpack_nonce__: nonce });
}
