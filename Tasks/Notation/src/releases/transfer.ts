import { statSync } from 'node:fs';
import { closeOnCancellation } from '../agent/cancellation';
import type { Duplex } from 'node:stream';
import { openRoute } from './route';
import { startDownload } from './toolLib';
import type { SecretlessUrl } from './url';

/** The bounds of one attempt to download a file. */
export interface TransferBounds {
  /** The largest number of received bytes, redirects included. */
  readonly maxBytes: number;
  /** Milliseconds for the whole attempt. */
  readonly timeoutMs: number;
  /** Milliseconds within which at least `minBytes` must come. */
  readonly idleTimeoutMs: number;
  readonly minBytes: number;
  /** Milliseconds between the end of the last connection and the end of the file. */
  readonly closingMs: number;
}

/** The largest number of received bytes that are not in the file yet. They are in memory. */
const MAX_UNWRITTEN_BYTES = 4 * 1024 * 1024;

/** How often the received bytes are counted within `idleTimeoutMs`. */
const PROGRESS_CHECKS = 4;

/** The download exceeded its bound. Another attempt would receive as much. */
export class TooLargeError extends Error {}

/**
 * Downloads a file with the tool library. The library waits three minutes for a byte, bounds neither
 * size nor time, and waits forever after an answer of status 101. So this function makes all
 * connections itself, counts their bytes, and closes them when a bound is reached.
 *
 * @param file absolute path of a file that does not exist. The file may exist afterwards, even after an error
 * @throws TooLargeError; errors of the tool library or of a connection; Error when a time bound was reached
 */
export async function transfer(
  source: SecretlessUrl,
  file: string,
  bounds: TransferBounds,
): Promise<void> {
  const watch = new Watch(file, bounds);
  const route = openRoute((socket) => watch.follow(socket));
  const isOver = closeOnCancellation(() => {
    watch.stop();
    route.close();
  });
  try {
    const download = startDownload(source.address, file, [...source.handlers, route.handler]);
    download.catch(() => undefined); // a download that was given up fails after the race is over
    await Promise.race([download, watch.givenUp]);
  } finally {
    isOver();
    watch.stop();
    route.close();
  }
}

/** Watches the connections of one attempt. */
class Watch {
  /** Rejects when a bound is reached; never resolves. */
  readonly givenUp: Promise<never>;
  readonly #sockets = new Set<Duplex>();
  readonly #timers: NodeJS.Timeout[];
  #giveUp: (error: Error) => void = () => undefined;
  #closing: NodeJS.Timeout | undefined;
  #received = 0;
  #checked = 0;

  constructor(
    private readonly file: string,
    private readonly bounds: TransferBounds,
  ) {
    this.givenUp = new Promise<never>((_resolve, reject) => (this.#giveUp = reject));
    this.givenUp.catch(() => undefined); // the caller races it against the download
    const { idleTimeoutMs, timeoutMs } = bounds;
    const whole = setTimeout(() => {
      this.#giveUp(new Error(`it was not complete within ${timeoutMs / 1000} seconds`));
    }, timeoutMs);
    this.#timers = [whole, setInterval(this.#progress(), idleTimeoutMs / PROGRESS_CHECKS)];
  }

  /** Watches a connection from now on. */
  follow(socket: Duplex): void {
    clearTimeout(this.#closing);
    this.#sockets.add(socket);
    socket.on('data', (chunk: Buffer) => this.#count(chunk.length));
    socket.on('close', () => this.#left(socket));
  }

  /** Ends all connections. */
  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#closing);
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Gives up when too few bytes came since an earlier count. */
  #progress(): () => void {
    const { idleTimeoutMs, minBytes } = this.bounds;
    const counts = [0];
    return () => {
      counts.push(this.#received);
      if (counts.length <= PROGRESS_CHECKS) return;
      const before = counts.shift() ?? 0;
      const within = `${idleTimeoutMs / 1000} seconds`;
      if (this.#received === before) this.#giveUp(new Error(`nothing came for ${within}`));
      else if (this.#received - before < minBytes) {
        this.#giveUp(new Error(`less than ${minBytes} bytes came within ${within}`));
      }
    };
  }

  #count(bytes: number): void {
    this.#received += bytes;
    const { maxBytes } = this.bounds;
    if (this.#received > maxBytes) this.#refuse(`it has more than ${maxBytes} bytes`);
    if (this.#received - this.#checked <= MAX_UNWRITTEN_BYTES) return;
    this.#checked = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
    if (this.#received - this.#checked <= MAX_UNWRITTEN_BYTES) return;
    this.#refuse(`an answer beside the file has more than ${MAX_UNWRITTEN_BYTES} bytes`);
  }

  /** Later bytes must not even be read. */
  #refuse(reason: string): void {
    this.#giveUp(new TooLargeError(reason));
    this.stop();
  }

  #left(socket: Duplex): void {
    this.#sockets.delete(socket);
    if (this.#sockets.size > 0) return;
    const error = new Error('the connection ended without an answer that can be used');
    this.#closing = setTimeout(() => this.#giveUp(error), this.bounds.closingMs);
  }
}
