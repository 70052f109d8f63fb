const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const cleanUps = new Set<() => void>();
let installed = false;

/**
 * Does synchronous clean-up when the process ends by itself, by an uncaught error or by a signal that can be caught; what
 * was registered last is done first. The returned function takes the clean-up back.
 */
export function onProcessExit(cleanUp: () => void): () => void {
  cleanUps.add(cleanUp);
  install();
  return () => void cleanUps.delete(cleanUp);
}

function install(): void {
  if (installed) return;
  installed = true;
  process.once('exit', runAll);
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      runAll();
      // The signal still has to end the process, unless somebody else in it takes care of that.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}

function runAll(): void {
  for (const cleanUp of [...cleanUps].reverse()) cleanUp();
  cleanUps.clear();
}
