import { HearthError } from "../api/errors.ts";

const MINIMUM_LENGTH = 8;
const MINIMUM_DIFFERENT = 5;
const COMMON =
  /^(?:password|passw0rd|qwerty|letmein|welcome|bittensor|iloveyou|admin|hearth)[\d!.]*$/i;
const RUN = "01234567890 abcdefghijklmnopqrstuvwxyz qwertyuiop asdfghjkl zxcvbnm";

/** Throws WEAK_PASSWORD with the first rule that the password breaks. A rule set, not an estimate of entropy. */
export function checkPassword(password: string): void {
  const reason = weakness(password);
  if (reason) throw new HearthError("WEAK_PASSWORD", { reason });
}

function weakness(password: string): string | undefined {
  const characters = [...password];
  if (characters.length < MINIMUM_LENGTH) return `It has fewer than ${MINIMUM_LENGTH} characters.`;
  if (new Set(characters).size < MINIMUM_DIFFERENT) return "It repeats the same few characters.";
  if (COMMON.test(password)) return "It is among the passwords that are tried first.";
  return RUN.includes(password.toLowerCase())
    ? "It is a row of the keyboard or alphabet."
    : undefined;
}
