import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { z } from 'zod';
import { readStored, writeStored } from './stored-json.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = 'tensorguard.preferences';
const schema = z.object({
  theme: z.enum(THEMES).catch('system'),
  shortcuts: z.boolean().catch(true),
  hiddenColumns: z.record(z.string(), z.array(z.string())).catch({}),
});

/** What a person chose about looks and keys; kept in this browser. */
export const usePreferences = defineStore('preferences', () => {
  const stored = readStored(STORAGE_KEY, schema, { theme: 'system', shortcuts: true, hiddenColumns: {} });
  const theme = ref<Theme>(stored.theme);
  const shortcuts = ref(stored.shortcuts);
  const hiddenColumns = ref<Record<string, string[]>>(stored.hiddenColumns);

  const systemDark = ref(false);
  const media = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
  if (media) {
    systemDark.value = media.matches;
    media.addEventListener('change', ({ matches }) => (systemDark.value = matches));
  }
  const dark = computed(() => theme.value === 'dark' || (theme.value === 'system' && systemDark.value));

  watch(dark, (isDark) => (document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'), { immediate: true });
  watch([theme, shortcuts, hiddenColumns], () => {
    writeStored(STORAGE_KEY, {
      theme: theme.value,
      shortcuts: shortcuts.value,
      hiddenColumns: hiddenColumns.value,
    });
  });

  /** Keeps which columns of a table are left out. */
  function hideColumns(table: string, columns: readonly string[]): void {
    hiddenColumns.value = { ...hiddenColumns.value, [table]: [...columns] };
  }

  return { theme, shortcuts, hiddenColumns, dark, hideColumns };
});
