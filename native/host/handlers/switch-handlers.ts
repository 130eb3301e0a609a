/** A service that a person switches on and off, as the miner and the validator are. */
interface Switched<Quote, Start, Stop, Status, Watch> {
  readonly quote: Quote;
  readonly start: Start;
  readonly stop: Stop;
  readonly status: Status;
  watch(signal?: AbortSignal): Watch;
}

/** The five procedures of a service that is switched on and off. */
export function switchHandlers<Quote, Start, Stop, Status, Watch>(
  service: Switched<Quote, Start, Stop, Status, Watch>,
) {
  return {
    quote: service.quote,
    start: service.start,
    stop: service.stop,
    status: service.status,
    watch: (_input: unknown, signal: AbortSignal | undefined) => service.watch(signal),
  };
}
