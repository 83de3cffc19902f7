import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** A request the server saw. */
export interface ReleaseRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** What the server does instead of serving the file as it is. */
export type Fault =
  /** Answers with this status only. */
  | { kind: 'status'; status: number; headers?: OutgoingHttpHeaders }
  /** Sends the first bytes under the whole length and resets the connection. */
  | { kind: 'reset'; after: number }
  /** Sends the first bytes only, and says so in Content-Length or still claims the whole. */
  | { kind: 'truncate'; after: number; contentLength: 'right' | 'wrong' }
  /** Sends the first bytes and then nothing more, until the client or the test gives up. */
  | { kind: 'stall'; after: number }
  /** Sends the client elsewhere, by 302 unless told otherwise. */
  | { kind: 'redirect'; location: string; status?: number }
  /** Sends the whole file at this rate; 20 Mbit/s are 2,500,000 bytes per second. */
  | { kind: 'slow'; bytesPerSecond: number };

/** Picks the fault of a request; attempts count from 1 for each URL. */
export type FaultHook = (request: ReleaseRequest, attempt: number) => Fault | undefined;

/** Milliseconds from one portion of a slow answer to the next. */
const interval = 20;

function start(response: ServerResponse, length: number): void {
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': length,
  });
  response.flushHeaders();
}

/** Sends the first bytes under the whole length and calls back when they are on their way. */
function sendPart(response: ServerResponse, file: Buffer, after: number, then: () => void): void {
  start(response, file.length);
  response.write(file.subarray(0, after), then);
}

async function sendSlowly(
  response: ServerResponse,
  file: Buffer,
  bytesPerSecond: number,
): Promise<void> {
  start(response, file.length);
  const begin = Date.now();
  for (let sent = 0; sent < file.length && !response.destroyed;) {
    await delay(interval);
    // By the clock and not by the number of portions, since timers come late.
    const due = Math.ceil(((Date.now() - begin) / 1000) * bytesPerSecond);
    response.write(file.subarray(sent, due));
    sent = due;
  }
  response.end();
}

/** Answers a request for the file, with the fault when there is one. */
export async function answer(
  response: ServerResponse,
  file: Buffer,
  fault: Fault | undefined,
): Promise<void> {
  switch (fault?.kind) {
    case undefined:
      start(response, file.length);
      response.end(file);
      return;
    case 'status':
      response.writeHead(fault.status, fault.headers).end();
      return;
    case 'redirect':
      response.writeHead(fault.status ?? 302, { location: fault.location }).end();
      return;
    case 'reset':
      sendPart(response, file, fault.after, () => {
        // From within the callback of the write, the client would see an orderly end instead.
        setTimeout(() => response.socket?.resetAndDestroy(), interval);
      });
      return;
    case 'truncate':
      if (fault.contentLength === 'wrong') {
        sendPart(response, file, fault.after, () => response.socket?.end());
      } else {
        start(response, fault.after);
        response.end(file.subarray(0, fault.after));
      }
      return;
    case 'stall':
      sendPart(response, file, fault.after, () => undefined);
      return;
    case 'slow':
      await sendSlowly(response, file, fault.bytesPerSecond);
  }
}
