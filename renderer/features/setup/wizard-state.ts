import type { SetupState } from "../../../native/api/node.ts";

/** The screens of the first run, in order. */
export const screens = ["welcome", "password", "words", "confirm", "faucet"] as const;
/** One screen of the first run. */
export type Screen = (typeof screens)[number];

/** The networks that have a name of their own. */
export type NamedNetwork = Exclude<SetupState["network"], "custom">;

const named: readonly NamedNetwork[] = ["practice", "test", "finney"];

/** The named networks that this node was not started on. */
export function otherNetworks(own: SetupState["network"]): readonly NamedNetwork[] {
  return named.filter((network) => network !== own);
}

/** A wallet that is not made yet. */
export interface NewWallet {
  readonly name: string;
  readonly password: string;
  readonly mnemonic: string;
}

/** What exists only in this page while the wallet is being made: it is gone when the page is, and the screen starts again with new words. */
export type Draft =
  | { readonly kind: "password" }
  | ({ readonly kind: "words" } & NewWallet)
  | ({ readonly kind: "confirm" } & NewWallet);

/** Which screen is shown for what the node keeps and what this page holds. */
export function screenOf(setup: SetupState, draft: Draft): Screen {
  switch (setup.step) {
    case "welcome":
    case "network":
      return "welcome";
    case "wallet":
      return draft.kind;
    case "faucet":
    case "done":
      return "faucet";
    default:
      return setup.step satisfies never;
  }
}

/** Three places of 1..12 to ask for, rising, chosen by `random` (0..1). */
export function placesToAsk(random: () => number): readonly number[] {
  const left = Array.from({ length: 12 }, (_, index) => index + 1);
  const chosen: number[] = [];
  while (chosen.length < 3) {
    const [place] = left.splice(Math.floor(random() * left.length), 1);
    if (place !== undefined) chosen.push(place);
  }
  return chosen.sort((a, b) => a - b);
}

/** True where the answers are the words at those places, without regard to case and outer spaces. */
export function wordsMatch(
  mnemonic: string,
  places: readonly number[],
  answers: readonly string[],
): boolean {
  const words = mnemonic.split(" ");
  return places.every((place, index) => answers[index]?.trim().toLowerCase() === words[place - 1]);
}
