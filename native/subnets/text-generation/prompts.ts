/**
 * The grammar of the text-generation subnet's practice tasks: a seed becomes a task (a kind and its slots), a task becomes
 * the user's turn of a chat. The demo model is trained on answers to exactly this grammar (resources/demo-model/training).
 * Pure and free of imports, because a validator draws from it at run time and the training code draws from it offline.
 * The slots are wide enough (millions of distinct stories alone) that a miner cannot keep a table of answers.
 */

/** Draws numbers; the same seed always gives the same draws on every machine. */
export type SeededRandom = {
  /** Uniform in [0, 1), a multiple of 2^-32. */
  readonly next: () => number;
  /** Uniform integer in [low, high], both included. */
  readonly between: (low: number, high: number) => number;
  /** One entry of a non-empty list. */
  readonly pick: <T>(list: readonly T[]) => T;
};

/** Mulberry32 over a mixed seed. `seed` is any safe integer; its high and low halves both count. */
export function seededRandom(seed: number): SeededRandom {
  const low = seed >>> 0;
  const high = Math.floor(seed / 2 ** 32) >>> 0;
  let state = (Math.imul(low ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(high + 1, 0xc2b2ae35)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[between(0, list.length - 1)];
    if (chosen === undefined) throw new RangeError("pick needs a non-empty list");
    return chosen;
  };
  return { next, between, pick };
}

const words = (text: string): readonly string[] => text.split(" ");

/** Names of characters; also senders and receivers of letters. */
export const NAMES = words(
  "Mira Otto Lena Hugo Nora Felix Ida Bruno Clara Emil Greta Jonas Maya Oscar Ruth Silas Tara Victor Wanda Yara Anton Bella Carl Dora Edgar Fiona Gustav Helga Ivan Julia",
);
/** Animals that stories are about. */
export const ANIMALS = words(
  "fox beaver bear rabbit hen mouse badger goose hedgehog wolf cat dog horse duck crow turtle frog goat pony squirrel",
);
/** What the animals are like. */
export const TRAITS = words(
  "small brave sleepy clever shy happy wise young quiet curious hungry gentle proud funny tired kind",
);
/** Things that are found, lost and written about. */
export const THINGS = words(
  "lantern kite drum map key boat bell mirror button clock ladder basket coin letter hat ring candle whistle shell ribbon",
);
/** Places with their preposition. */
export const PLACES: readonly string[] = [
  "in the forest",
  "by the river",
  "on the hill",
  "near the old mill",
  "under the bridge",
  "in the garden",
  "at the harbour",
  "behind the barn",
  "on the beach",
  "in the cave",
  "at the market",
  "by the lake",
];
/** Cities for reports and records. */
export const CITIES = words(
  "Oslo Paris Rome Lisbon Vienna Prague Dublin Madrid Berlin Athens Warsaw Zurich Hamburg Porto Milan Bergen",
);
/** Days of the week. */
export const DAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday");
/** Skies of a weather report. */
export const SKIES = words("sunny cloudy rainy foggy windy snowy stormy clear");
/** Wind directions. */
export const WINDS = words("north south east west");
/** Main ingredients. */
export const FOODS = words(
  "carrot potato tomato onion bean lentil pumpkin mushroom leek spinach pea cabbage",
);
/** Herbs and spices. */
export const SPICES = words("salt pepper thyme mint basil garlic ginger chives");
/** Countries and their capitals. */
export const CAPITALS: readonly (readonly [string, string])[] = [
  ["France", "Paris"],
  ["Italy", "Rome"],
  ["Spain", "Madrid"],
  ["Norway", "Oslo"],
  ["Austria", "Vienna"],
  ["Portugal", "Lisbon"],
  ["Germany", "Berlin"],
  ["Poland", "Warsaw"],
  ["Greece", "Athens"],
  ["Ireland", "Dublin"],
  ["Japan", "Tokyo"],
  ["Egypt", "Cairo"],
  ["Peru", "Lima"],
  ["Kenya", "Nairobi"],
  ["Cuba", "Havana"],
  ["Canada", "Ottawa"],
];
/** Arithmetic of the code tasks: spoken name, operator, verb of the function's name. */
export const OPERATIONS: readonly (readonly [string, string, string])[] = [
  ["sum", "+", "add"],
  ["difference", "-", "subtract"],
  ["product", "*", "multiply"],
  ["quotient", "/", "divide"],
];

/** A task with its slots filled; which answer is right follows from the slots. */
export type Task =
  | { kind: "story"; name: string; trait: string; animal: string; thing: string; place: string }
  | { kind: "weather"; city: string; day: string; sky: string; wind: string; degrees: number }
  | { kind: "letter"; from: string; to: string; thing: string; place: string; day: string }
  | { kind: "recipe"; first: string; second: string; spice: string; guests: number }
  | {
      kind: "json";
      name: string;
      animal: string;
      age: number;
      city: string;
      things: readonly string[];
    }
  | { kind: "code"; operation: number; left: string; right: string }
  | { kind: "capitals"; countries: readonly number[] }
  | { kind: "list"; items: readonly string[]; place: string }
  | { kind: "count"; from: number; to: number; thing: string }
  | { kind: "sum"; name: string; thing: string; first: number; second: number };

/** The closed list of task kinds. */
export type TaskKind = Task["kind"];

/** How often each kind is drawn, out of 100. Stories lead: they are long, and near-ties in them show a lossy model. */
const SHARES: readonly (readonly [TaskKind, number])[] = [
  ["story", 40],
  ["weather", 14],
  ["letter", 13],
  ["recipe", 9],
  ["json", 6],
  ["code", 4],
  ["capitals", 3],
  ["list", 5],
  ["count", 3],
  ["sum", 3],
];

function drawKind(random: SeededRandom): TaskKind {
  let ticket = random.between(0, 99);
  for (const [kind, share] of SHARES) {
    if (ticket < share) return kind;
    ticket -= share;
  }
  return "story";
}

function distinct<T>(random: SeededRandom, list: readonly T[], count: number): T[] {
  const chosen: T[] = [];
  while (chosen.length < count) {
    const candidate = random.pick(list);
    if (!chosen.includes(candidate)) chosen.push(candidate);
  }
  return chosen;
}

/** Draws a task. Deterministic in the random's seed. */
export function drawTask(random: SeededRandom): Task {
  const kind = drawKind(random);
  const { pick, between } = random;
  const thing = pick(THINGS);
  const place = pick(PLACES);
  const name = pick(NAMES);
  const animal = pick(ANIMALS);
  const city = pick(CITIES);
  const day = pick(DAYS);
  switch (kind) {
    case "story":
      return { kind, name, trait: pick(TRAITS), animal, thing, place };
    case "weather":
      return { kind, city, day, sky: pick(SKIES), wind: pick(WINDS), degrees: between(2, 34) };
    case "letter": {
      const [from = name, to = name] = distinct(random, NAMES, 2);
      return { kind, from, to, thing, place, day };
    }
    case "recipe": {
      const [first = "", second = ""] = distinct(random, FOODS, 2);
      return { kind, first, second, spice: pick(SPICES), guests: between(2, 9) };
    }
    case "json":
      return { kind, name, animal, age: between(1, 19), city, things: distinct(random, THINGS, 2) };
    case "code": {
      const [left = "", right = ""] = distinct(random, THINGS, 2);
      return { kind, operation: between(0, OPERATIONS.length - 1), left, right };
    }
    case "capitals":
      return { kind, countries: distinct(random, [...CAPITALS.keys()], 3) };
    case "list":
      return { kind, items: distinct(random, THINGS, 4), place };
    case "count": {
      const from = between(1, 80);
      return { kind, from, to: from + between(9, 14), thing };
    }
    case "sum":
      return { kind, name, thing, first: between(2, 49), second: between(2, 49) };
  }
}

/** The user's words for a task; `random` only chooses between phrasings. */
export function phraseTask(task: Task, random: SeededRandom): string {
  const { pick } = random;
  switch (task.kind) {
    case "story": {
      const subject = `a ${task.trait} ${task.animal} called ${task.name} who finds a ${task.thing} ${task.place}`;
      return `${pick(["Tell me a story about", "Write a story about", "I want a story about"])} ${subject}.`;
    }
    case "weather":
      return `${pick(["Write", "Give me"])} the weather report for ${task.city} on ${task.day}: ${task.sky}, ${task.degrees} degrees, wind from the ${task.wind}.`;
    case "letter":
      return `${pick(["Write a letter", "I need a letter"])} from ${task.from} to ${task.to} about the ${task.thing} lost ${task.place} on ${task.day}.`;
    case "recipe":
      return `${pick(["Give me a recipe for", "Tell me how to cook"])} ${task.first} and ${task.second} soup with ${task.spice} for ${task.guests} people.`;
    case "json":
      return `Write JSON for ${task.name}, a ${task.animal} of ${task.age} years from ${task.city} who owns a ${task.things.join(" and a ")}.`;
    case "code":
      return `Write a function that returns the ${OPERATIONS[task.operation]?.[0]} of ${task.left} and ${task.right}.`;
    case "capitals":
      return `What are the capitals of ${task.countries.map((index) => CAPITALS[index]?.[0]).join(", ")}?`;
    case "list":
      return `Make a numbered list of what we need ${task.place}: ${task.items.join(", ")}.`;
    case "count":
      return `Count the ${task.thing}s from ${task.from} to ${task.to}.`;
    case "sum":
      return `${task.name} has ${task.first} ${task.thing}s and gets ${task.second} more. How many are there?`;
  }
}

/** The user's turn of one challenge: kind and text (20 to 60 tokens of the demo model). Pure in `seed`. */
export function makePrompt(seed: number): { kind: TaskKind; user: string } {
  const random = seededRandom(seed);
  const task = drawTask(random);
  return { kind: task.kind, user: phraseTask(task, random) };
}
