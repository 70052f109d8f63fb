import { inject, provide, readonly, ref, type InjectionKey, type Ref } from 'vue';

/** A short message about something that was done. */
export interface Toast {
  readonly id: number;
  readonly tone: 'ok' | 'bad';
  readonly text: string;
}

interface Toasts {
  readonly shown: Readonly<Ref<readonly Toast[]>>;
  /** Shows a message for a while. */
  show(text: string, tone?: Toast['tone']): void;
  dismiss(id: number): void;
}

/** How long a message stays. Errors of actions are shown where they happened instead, for as long as they hold. */
const TOAST_MS = 6000;
const TOASTS: InjectionKey<Toasts> = Symbol('toasts');

/** Makes the place where messages below the calling component go. */
export function provideToasts(): Toasts {
  const shown = ref<Toast[]>([]);
  let nextId = 1;
  const toasts: Toasts = {
    shown: readonly(shown),
    show(text, tone = 'ok') {
      const id = nextId++;
      shown.value = [...shown.value, { id, tone, text }];
      setTimeout(() => toasts.dismiss(id), TOAST_MS);
    },
    dismiss(id) {
      shown.value = shown.value.filter((toast) => toast.id !== id);
    },
  };
  provide(TOASTS, toasts);
  return toasts;
}

/** Where to say that something was done. */
export function useToasts(): Toasts {
  const toasts = inject(TOASTS);
  if (toasts === undefined) throw new TypeError('no place for messages was provided');
  return toasts;
}
