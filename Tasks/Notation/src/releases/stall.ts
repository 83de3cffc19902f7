import { statSync } from 'node:fs';
import type { RequestOptions } from 'node:http';

/** A request handler of the tool library that can end the request it is given to. */
export interface AbortHandler {
  prepareRequest(options: RequestOptions): void;
  canHandleAuthentication(): boolean;
  handleAuthentication(): Promise<never>;
}

/** Gives a download up when nothing more comes. */
export interface StallGuard {
  readonly handler: AbortHandler;
  /** Rejects when the file has not grown for the given time. */
  readonly stalled: Promise<never>;
  stop(): void;
}

/**
 * Watches a file grow. The tool library itself waits three minutes for a byte.
 *
 * @param file that the download is written to; it need not exist yet
 * @param patience milliseconds without growth
 */
export function guardAgainstStall(file: string, patience: number): StallGuard {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    let seen = -1;
    let since = Date.now();
    timer = setInterval(
      () => {
        const size = statSync(file, { throwIfNoEntry: false })?.size ?? -1;
        if (size !== seen) [seen, since] = [size, Date.now()];
        if (Date.now() - since < patience) return;
        controller.abort();
        reject(new Error(`nothing came for ${patience / 1000} seconds`));
      },
      Math.min(1000, patience / 4),
    );
  });
  stalled.catch(() => undefined); // it is raced against the download
  return {
    handler: {
      prepareRequest: (options) => {
        options.signal = controller.signal;
      },
      canHandleAuthentication: () => false,
      handleAuthentication: () => Promise.reject(new Error('not asked for')),
    },
    stalled,
    stop: () => clearInterval(timer),
  };
}
