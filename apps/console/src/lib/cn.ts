import { twMerge } from 'tailwind-merge';

/** Joins class names; of two Tailwind classes for the same property the later one wins. */
export function cn(...classes: readonly (string | false | null | undefined)[]): string {
  return twMerge(classes.filter(Boolean).join(' '));
}
