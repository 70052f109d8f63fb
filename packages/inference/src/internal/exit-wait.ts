import type { ThreadActivity } from './thread-activity.ts';

/** How long a process that ends waits for a run; after that it ends with an abort. */
const EXIT_WAIT_MS = 10_000;

const active = new Set<ThreadActivity>();
let listening = false;

/** Makes the end of this process wait for the thread's native work. The returned function takes that back. */
export function waitAtExit(activity: ThreadActivity): () => void {
  active.add(activity);
  if (!listening) {
    listening = true;
    process.once('exit', () => {
      for (const each of active) each.stopAndWait(EXIT_WAIT_MS);
    });
  }
  return () => void active.delete(activity);
}
