/** After so many others were taken, the head of a line counts as one rank higher. */
const PASSED_OVER = 8;

/** A place in the queue, to leave it by. */
export interface Ticket {
  readonly line: string;
  readonly place: number;
}

/** Who is next: a pure order over what waits, without clock and without lanes. */
export interface Turns<Job> {
  /** Adds a job at the end of its requester's line of that rank; 0 is the highest. */
  join(requester: string, rank: number, job: Job): Ticket;
  /** Takes a job out that changed its mind; one that is out already stays out. */
  leave(ticket: Ticket): void;
  /** The next job, which is then out. */
  take(): Job | undefined;
  waiting(): number;
}

interface Line<Job> {
  readonly rank: number;
  /** Falls behind all other lines each time one of it is taken. */
  turn: number;
  /** How many had been taken when its head came to stand there. */
  headSince: number;
  readonly jobs: { readonly job: Job; readonly place: number }[];
}

/**
 * An order with lines by requester and rank. The line whose head ranks highest goes first, counting one rank up for each eight jobs that
 * were taken since that head came to stand there; of equals the one whose turn is the longest ago. So a head is passed over at most eight times a
 * rank, and after that once by each other line: nobody starves, and idle work in any amount takes one turn of many.
 */
export function createTurns<Job>(): Turns<Job> {
  const lines = new Map<string, Line<Job>>();
  let count = 0;
  let taken = 0;
  let nextTurn = 0;
  let nextPlace = 0;

  const rankOf = ({ rank, headSince }: Line<Job>): number =>
    Math.max(0, rank - Math.floor((taken - headSince) / PASSED_OVER));
  const first = (): [string, Line<Job>] | undefined => {
    let best: [string, Line<Job>] | undefined;
    for (const entry of lines) {
      const better =
        best === undefined ||
        rankOf(entry[1]) < rankOf(best[1]) ||
        (rankOf(entry[1]) === rankOf(best[1]) && entry[1].turn < best[1].turn);
      if (better) best = entry;
    }
    return best;
  };

  return {
    join: (requester, rank, job) => {
      const name = `${rank} ${requester}`;
      const line = lines.get(name) ?? { rank, turn: nextTurn++, headSince: taken, jobs: [] };
      lines.set(name, line);
      const place = nextPlace++;
      line.jobs.push({ job, place });
      count += 1;
      return { line: name, place };
    },
    leave: ({ line: name, place }) => {
      const line = lines.get(name);
      const at = line?.jobs.findIndex((entry) => entry.place === place) ?? -1;
      if (line === undefined || at < 0) return;
      line.jobs.splice(at, 1);
      if (at === 0) line.headSince = taken;
      count -= 1;
      if (line.jobs.length === 0) lines.delete(name);
    },
    take: () => {
      const found = first();
      if (found === undefined) return undefined;
      const [name, line] = found;
      const entry = line.jobs.shift();
      line.turn = nextTurn++;
      if (line.jobs.length === 0) lines.delete(name);
      count -= 1;
      taken += 1;
      line.headSince = taken;
      return entry?.job;
    },
    waiting: () => count,
  };
}
