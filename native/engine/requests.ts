/** Who goes first when requests wait, from the person at the screen to work that has time. A field of every request. */
export const callPriorities = ["interactive", "serving", "auditing", "background"] as const;
export type CallPriority = (typeof callPriorities)[number];

/** What every request says about who asks. */
export interface Caller {
  /** Waiting requests of different requesters take turns. */
  readonly requester?: string;
  /** "serving" unless told, "auditing" for scores, "background" for embeddings. Who waits long enough rises, so nobody starves. */
  readonly priority?: CallPriority;
}

/** What an answer must look like: by llama.cpp's grammar notation (GBNF), or by a JSON schema. */
export type AnswerFormat =
  | { readonly grammar: string }
  | { readonly schema: Readonly<Record<string, unknown>> };

/** A wish for the meaning of texts as vectors. */
export interface EmbedRequest extends Caller {
  /** Id of a loaded embedding model. */
  readonly model: string;
  readonly texts: readonly string[];
}

/** A wish for the tokens of a text. */
export interface TokenizeRequest {
  readonly model: string;
  readonly text: string;
  /** True to read control tokens written out in the text as what they are; they stay text unless told. */
  readonly special?: boolean;
}

/** A chat as the model gets to see it. */
export interface RenderedPrompt {
  readonly text: string;
  readonly tokens: readonly number[];
}

/** A token and the natural logarithm of its probability at temperature 1. */
export interface TokenLogprob {
  readonly token: number;
  readonly logprob: number;
}
