import { cleanup, configure } from '@testing-library/vue';
import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { config } from 'zod';
import { FakeEventSource } from './fake-event-source.ts';

// As in the browser, where the content security policy forbids compiled validators.
config({ jitless: true });

const SCREEN_HEIGHT_PX = 800;
const SCREEN_WIDTH_PX = 1200;
const ROW_HEIGHT_PX = 41;
/** Time within which a page must have fetched and shown, on a busy machine. */
const ASYNC_TIMEOUT_MS = 5000;
configure({
  asyncUtilTimeout: ASYNC_TIMEOUT_MS,
  // The message alone: the whole page would drown it.
  getElementError: (message) => new Error(message ?? 'not found'),
});

/** False for tests that run in plain Node. */
const IN_BROWSER = typeof document !== 'undefined';

class NoResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

beforeAll(() => {
  if (!IN_BROWSER) return;
  // What jsdom has not.
  // Assigned rather than stubbed: a test that takes its own stubs away must not take these.
  Object.assign(globalThis, {
    EventSource: FakeEventSource,
    ResizeObserver: NoResizeObserver,
    scrollTo: () => undefined,
  });
  // A screenful, so that long tables render some rows.
  Object.defineProperties(Element.prototype, {
    clientHeight: { configurable: true, get: () => SCREEN_HEIGHT_PX },
    clientWidth: { configurable: true, get: () => SCREEN_WIDTH_PX },
  });
  Object.defineProperty(HTMLTableRowElement.prototype, 'offsetHeight', {
    configurable: true,
    get: () => ROW_HEIGHT_PX,
  });
  // Charts draw into nothing.
  const nothing = new Proxy({}, { get: () => () => ({ width: 8 }), set: () => true });
  HTMLCanvasElement.prototype.getContext = (() => nothing) as never;
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.hasPointerCapture = () => false;
});
const warnings: string[] = [];
beforeEach(() => {
  warnings.length = 0;
  for (const level of ['warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation(
      (...words: unknown[]) => void warnings.push(words.map(String).join(' ')),
    );
  }
});
afterEach(() => {
  if (IN_BROWSER) cleanup();
  expect(warnings, 'unexpected warnings').toEqual([]);
  if (IN_BROWSER) localStorage.clear();
  FakeEventSource.opened.length = 0;
});
