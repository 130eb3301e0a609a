import {
  ANIMALS,
  CAPITALS,
  NAMES,
  OPERATIONS,
  type SeededRandom,
  type Task,
} from "../../../native/subnets/text-generation/prompts.ts";

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const HOMES = ["in a little house", "in a warm nest", "under a big tree", "in a blue tent"];
const MOODS = ["bright", "grey", "quiet", "cold", "golden"];
const CRIES = ["What a surprise!", "Look at this!", "Is it yours?", "How strange!"];
const EVENTS = [
  "Then the wind took it and carried it far away",
  "Then it began to sing a very old song",
  "Then a light came out of it and danced",
  "Then it fell into the water with a splash",
];
const HELPS = ["knew what to do", "had a clever plan", "was not afraid", "came to help"];
const ENDS = [
  "went home and had some soup",
  "were friends for ever",
  "laughed until the moon came up",
  "told everyone about it",
];

function story(task: Task & { kind: "story" }, random: SeededRandom): string {
  const { pick } = random;
  const { name, trait, animal, thing, place } = task;
  const friend = pick(NAMES);
  const other = pick(ANIMALS);
  return [
    `Once upon a time a ${trait} ${animal} called ${name} lived ${pick(HOMES)}.`,
    `One ${pick(MOODS)} morning ${name} was ${place} and found a ${thing}.`,
    `"${pick(CRIES)}" said ${name}. ${pick(EVENTS)}.`,
    `But ${friend} the ${other} ${pick(HELPS)}, and the ${thing} was safe.`,
    `That evening ${name} and ${friend} ${pick(ENDS)}.`,
  ].join(" ");
}

const ADVICE: Readonly<Record<string, string>> = {
  sunny: "Take a hat and some water with you.",
  cloudy: "A light coat is enough.",
  rainy: "Do not forget your umbrella.",
  foggy: "Drive slowly and turn on the lights.",
  windy: "Hold on to your hat.",
  snowy: "Wear warm boots and gloves.",
  stormy: "It is best to stay at home.",
  clear: "At night you can see the stars.",
};

function weather(task: Task & { kind: "weather" }, random: SeededRandom): string {
  const { city, day, sky, wind, degrees } = task;
  const strength = random.pick(["a light", "a fresh", "a strong"]);
  const evening = random.pick(["stays the same", "gets a little colder", "becomes calm"]);
  const warmth = degrees < 10 ? "cold" : degrees < 20 ? "mild" : "warm";
  return [
    `Weather report for ${city}, ${day}.`,
    `The day will be ${sky} and ${warmth}, with ${degrees} degrees at noon and ${strength} wind from the ${wind}.`,
    `In the evening it ${evening}. ${ADVICE[sky] ?? ""}`,
  ].join("\n");
}

function letter(task: Task & { kind: "letter" }, random: SeededRandom): string {
  const { from, to, thing, place, day } = task;
  const wish = random.pick([
    "I miss it very much",
    "It was a present from my mother",
    "I have looked for it everywhere",
  ]);
  const ask = random.pick(["write to me", "bring it to my house", "keep it safe for me"]);
  return `Dear ${to},\n\non ${day} I lost my ${thing} ${place}. ${wish}. If you find the ${thing}, please ${ask}. I hope to see you soon.\n\nYours,\n${from}`;
}

function recipe(task: Task & { kind: "recipe" }, random: SeededRandom): string {
  const { first, second, spice, guests } = task;
  const minutes = random.pick([10, 15, 20, 25, 30]);
  return [
    `${upperFirst(first)} and ${second} soup for ${guests} people:`,
    `1. Wash the ${first} and cut it into ${random.pick(["small", "big", "thin"])} pieces.`,
    `2. Fry the ${second} in ${random.pick(["butter", "oil"])}, then add the ${first}.`,
    `3. Add ${guests} cups of water and cook for ${minutes} minutes.`,
    `4. Season with ${spice} and serve ${random.pick(["hot", "with bread"])}.`,
  ].join("\n");
}

function code(task: Task & { kind: "code" }): string {
  const [spoken, operator, verb] = OPERATIONS[task.operation] ?? ["sum", "+", "add"];
  const { left, right } = task;
  return [
    "```",
    `// Returns the ${spoken} of ${left} and ${right}.`,
    `function ${verb}(${left}, ${right}) {`,
    `  return ${left} ${operator} ${right};`,
    "}",
    "```",
  ].join("\n");
}

function count(task: Task & { kind: "count" }): string {
  const numbers: number[] = [];
  for (let number = task.from; number <= task.to; number += 1) numbers.push(number);
  return `${numbers.join(", ")}. That makes ${numbers.length} ${task.thing}s.`;
}

function sum(task: Task & { kind: "sum" }): string {
  const { name, thing, first, second } = task;
  const ones = (first % 10) + (second % 10);
  const tens = Math.floor(first / 10) + Math.floor(second / 10);
  return `First the ones: ${first % 10} + ${second % 10} = ${ones}. Then the tens: ${tens * 10}. Together ${first} + ${second} = ${first + second}. So ${name} has ${first + second} ${thing}s now.`;
}

/** A right answer to a task, 40 to 120 tokens; where more than one is right, `random` chooses. */
export function answerTask(task: Task, random: SeededRandom): string {
  switch (task.kind) {
    case "story":
      return story(task, random);
    case "weather":
      return weather(task, random);
    case "letter":
      return letter(task, random);
    case "recipe":
      return recipe(task, random);
    case "json": {
      const { name, animal, age, city, things } = task;
      return JSON.stringify({ name, animal, age, city, owns: things }, undefined, 2);
    }
    case "code":
      return code(task);
    case "capitals":
      return task.countries
        .map((index) => CAPITALS[index] ?? ["", ""])
        .map(([country, capital]) => `The capital of ${country} is ${capital}.`)
        .join(" ");
    case "list": {
      const lines = task.items.map((item, index) => `${index + 1}. a ${item}`);
      return `This is what we need ${task.place}:\n${lines.join("\n")}\nThat is all.`;
    }
    case "count":
      return count(task);
    case "sum":
      return sum(task);
  }
}
