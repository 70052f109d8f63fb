import { inject, onScopeDispose, provide, readonly, ref, type InjectionKey, type Ref } from 'vue';

/** How often the words of relative times are renewed. */
const TICK_MS = 10_000;

const NOW: InjectionKey<Readonly<Ref<number>>> = Symbol('now');

/** Starts one clock for all relative times below the calling component. */
export function provideNow(): void {
  const now = ref(Date.now());
  const timer = setInterval(() => (now.value = Date.now()), TICK_MS);
  onScopeDispose(() => clearInterval(timer));
  provide(NOW, readonly(now));
}

/** Milliseconds since the epoch, renewed every ten seconds; fixed where no clock was provided. */
export function useNow(): Readonly<Ref<number>> {
  return inject(NOW, () => readonly(ref(Date.now())), true);
}
