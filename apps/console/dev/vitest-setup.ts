import { cleanup } from '@testing-library/vue';
import { afterEach, beforeAll } from 'vitest';
import { z } from 'zod';

// As in the browser, where the content security policy forbids compiled validators.
z.config({ jitless: true });

beforeAll(() => {
  // What jsdom has no layout for.
  globalThis.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  Element.prototype.scrollIntoView ??= () => undefined;
  Element.prototype.hasPointerCapture ??= () => false;
  window.scrollTo = () => undefined;
});
afterEach(() => {
  cleanup();
  localStorage.clear();
});
