/** Limits the number of holders of a place for each key. Further callers wait. */
export interface Limiter {
  /**
   * Waits for a place.
   *
   * @param signal ends the wait: the promise then rejects
   * @param order callers with a lower number get a place first, callers with the same number in order of arrival
   * @returns a function that gives the place back; a second call does nothing
   */
  acquire(key: string, signal: AbortSignal, order?: number): Promise<() => void>;
}

interface Waiter {
  readonly order: number;
  readonly enter: () => void;
}

/** @param max places per key */
export function createLimiter(max: number): Limiter {
  const used = new Map<string, number>();
  const waiting = new Map<string, Waiter[]>();
  const give = (key: string): void => {
    const next = waiting.get(key)?.shift();
    if (next !== undefined) {
      next.enter();
      return;
    }
    const left = (used.get(key) ?? 1) - 1;
    if (left > 0) used.set(key, left);
    else used.delete(key);
  };
  const once = (key: string): (() => void) => {
    let isGiven = false;
    return () => {
      if (!isGiven) give(key);
      isGiven = true;
    };
  };
  return {
    acquire: (key, signal, order = 0) => {
      const count = used.get(key) ?? 0;
      if (count < max) {
        used.set(key, count + 1);
        return Promise.resolve(once(key));
      }
      return new Promise((resolve, reject) => {
        const queue = waiting.get(key) ?? [];
        waiting.set(key, queue);
        const enter = (): void => {
          signal.removeEventListener('abort', leave);
          resolve(once(key));
        };
        const leave = (): void => {
          const index = queue.indexOf(waiter);
          if (index >= 0) queue.splice(index, 1);
          reject(new Error('gave up waiting for a place'));
        };
        const waiter = { order, enter };
        const later = queue.findIndex((other) => other.order > order);
        queue.splice(later < 0 ? queue.length : later, 0, waiter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}
