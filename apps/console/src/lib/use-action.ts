import { useMutation, useQueryClient } from '@tanstack/vue-query';
import type { QueryRoot } from './query-keys.ts';
import { useToasts } from './use-toasts.ts';

/** Runs one change: marks the data that it touches as old, says that it is done, keeps the error for the form. */
export function useAction<Input, Output>(options: {
  readonly run: (input: Input) => Promise<Output>;
  /** Roots of the queries that show what was changed. */
  readonly changes: readonly QueryRoot[];
  /** What to say when it is done. */
  readonly done?: (output: Output, input: Input) => string;
}) {
  const client = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: options.run,
    onSuccess: (output, input) => {
      // Not awaited: the form closes at once, and the page fills in when the new data arrives.
      for (const root of options.changes) void client.invalidateQueries({ queryKey: [root] });
      if (options.done) toasts.show(options.done(output, input));
    },
  });
}
