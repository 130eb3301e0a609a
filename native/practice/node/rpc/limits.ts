/** Bytes of one request message, as a polkadot-sdk node's `--rpc-max-request-size`: 15 MiB. A larger one is answered with an error. */
export const LARGEST_REQUEST = 15 << 20;
/** Bytes beyond which a message is not even read to its end: the connection is closed with code 1009. */
export const LARGEST_FRAME = 32 << 20;
/** Bytes of one answer, or of all answers to a batch together, as `--rpc-max-response-size`. */
export const LARGEST_RESPONSE = 15 << 20;
/** Requests in one batch. A polkadot-sdk node has no limit of its own unless told; this one works through a batch at once. */
export const LARGEST_BATCH = 1024;
/** Requests of one connection that wait for their answers, as the node's message buffer for a connection. */
export const MOST_IN_FLIGHT = 64;
/** Subscriptions one connection may hold, as `--rpc-max-subscriptions-per-connection`. */
export const MOST_SUBSCRIPTIONS = 1024;
/** Connections at a time, as `--rpc-max-connections`. */
export const MOST_CONNECTIONS = 100;
/** Bytes that may wait for a client that reads too slowly before its connection ends. */
export const MOST_WAITING_BYTES = 64 << 20;
