/** Bounds how many processes of a step run at once. */
export interface ProcessPlaces {
  /** Waits for a free place, in order of arrival. @returns gives the place back; call it once */
  acquire(): Promise<() => void>;
}

/** @param max processes at once, at least 1 */
export function createProcessPlaces(max: number): ProcessPlaces {
  let free = max;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    acquire: async () => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return release;
    },
  };
}
