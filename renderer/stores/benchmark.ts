import type { BenchmarkStatus } from "../../native/api/benchmark.ts";
import { createWatched } from "./watched.ts";

/** How far a measurement is, from benchmark.watch. */
export const useBenchmark = createWatched<BenchmarkStatus>();
