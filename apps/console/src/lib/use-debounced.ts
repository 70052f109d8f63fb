import { onScopeDispose } from 'vue';

/** Time without a key press after which a search is sent. */
export const SEARCH_DELAY_MS = 250;

/** Calls `run` once, a while after the last of several calls. */
export function useDebounced<Args extends unknown[]>(run: (...args: Args) => void, delayMs = SEARCH_DELAY_MS) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));
  return (...args: Args): void => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), delayMs);
  };
}
