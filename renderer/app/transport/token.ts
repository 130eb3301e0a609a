const STORAGE_KEY = "hearth.token";

/** The parts of the browser that carry the token, so that tests can stand in for them. */
export interface TokenPlaces {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: { replaceState(data: unknown, unused: string, url: string): void };
  readonly storage: {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
  };
}

/**
 * The token of this tab. The first visit carries it as `#token=…`: it moves into session storage and out of the visible
 * address, so that it is neither copied with the address nor kept in the history. Undefined where there is none.
 */
export function takeToken(places: TokenPlaces): string | undefined {
  const { location, history, storage } = places;
  const given = /^#token=([A-Za-z0-9_-]+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    storage.setItem(STORAGE_KEY, given);
    history.replaceState(null, "", `${location.pathname}${location.search}#/`);
    return given;
  }
  return storage.getItem(STORAGE_KEY) ?? undefined;
}
