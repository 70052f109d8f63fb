import { onScopeDispose } from 'vue';
import { useRouter } from 'vue-router';
import { usePreferences } from '../lib/preferences-store.ts';
import { NAVIGATION } from './navigation.ts';

/** Time within which the second key of `g x` must follow. */
const SEQUENCE_MS = 1200;

/** Keys of the shell: the palette always, single keys unless switched off or while somebody types. */
export function useShortcuts(actions: { openPalette(): void; openHelp(): void }): void {
  const router = useRouter();
  const preferences = usePreferences();
  let goUntil = 0;

  function onKey(event: KeyboardEvent): void {
    if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      actions.openPalette();
      return;
    }
    if (!preferences.shortcuts || event.metaKey || event.ctrlKey || event.altKey || isTaken(event.target)) return;
    const target = event.timeStamp < goUntil ? NAVIGATION.find(({ key }) => key === event.key) : undefined;
    goUntil = event.key === 'g' ? event.timeStamp + SEQUENCE_MS : 0;
    if (target) {
      event.preventDefault();
      void router.push({ name: target.name });
    } else if (event.key === '?') {
      event.preventDefault();
      actions.openHelp();
    }
  }

  addEventListener('keydown', onKey);
  onScopeDispose(() => removeEventListener('keydown', onKey));
}

/** Whether keys belong to what has the focus: a field, a list, an open dialog or menu. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]') !== null
  );
}
