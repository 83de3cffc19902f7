import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './answer';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Answer } from './answer';
import type { EndpointKind } from './endpoint';
import type { RegistryRequest } from './request';

/** What a fault hook is told about a request. It is asked before anything else, credentials included. */
export interface FaultRequest {
  method: string;
  /** Path and query, as sent. */
  path: string;
  headers: IncomingHttpHeaders;
  repository?: string;
  /** Tag, digest or upload id, where the path has one. */
  reference?: string;
  kind: EndpointKind;
  /** 1 for the first request of this method and path (without query) since the hook was set. */
  attempt: number;
}

/**
 * Something to do wrong, after a delay in milliseconds where `after` is given. Node refuses control characters in
 * headers: such go through `raw`.
 */
export type Fault = { after?: number } & (
  | { status: number; headers?: Record<string, string>; body?: unknown } // Instead of the true answer.
  | { headers: Record<string, string>; body?: unknown } // The true answer, with these headers laid over it,
  | { body: unknown } // or with this body: text, bytes, or anything JSON takes.
  | { redirect: string } // 307 to the address.
  | { truncate: number } // The true answer, cut after so many bytes of its body.
  | { reset: true } // The connection is reset.
  | { stall: true } // No answer, ever.
  | { drip: string } // A good head with this content type, and a byte of a body now and then, without end.
  | { flood: string } // The same, as fast as the client reads.
  | { raw: string | Buffer } // These bytes on the wire, HTTP or not, then the end of the connection.
  | { after: number }
);

/** Says what to do wrong with a request; it may take its time, to let another request come first. */
export type FaultHook = (request: FaultRequest) => Fault | undefined | Promise<Fault | undefined>;

/** Counts the requests, and describes each to a fault hook. */
export class Attempts {
  readonly #counts = new Map<string, number>();

  /** Counts the request and gives its description. */
  describe({ method, url, headers, endpoint }: RegistryRequest): FaultRequest {
    const key = `${method} ${url.pathname}`;
    const attempt = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, attempt);
    const path = url.pathname + url.search;
    const { kind, ...where } = endpoint;
    return { method, path, headers, kind, ...where, attempt };
  }
}

/** Answers a request as the fault says; `truth` gives the true answer, and does what was asked for. */
export async function sendFault(
  response: ServerResponse,
  fault: Fault,
  truth: () => Promise<Answer>,
): Promise<number | undefined> {
  if (fault.after !== undefined) {
    await sleep(fault.after, undefined, { ref: false });
  }
  if ('stall' in fault) {
    return undefined;
  }
  if ('reset' in fault) {
    reset(response);
    return undefined;
  }
  if ('drip' in fault || 'flood' in fault) {
    const [type, isFlood] = 'drip' in fault ? [fault.drip, false] : [fault.flood, true];
    response.writeHead(200, { 'Content-Type': type });
    writeForever(response, isFlood);
    return 200;
  }
  if ('raw' in fault) {
    response.socket?.end(fault.raw);
    return undefined;
  }
  const answer = await faultyAnswer(fault, truth);
  send(response, answer, 'truncate' in fault ? fault.truncate : undefined);
  return answer.status;
}

/** Milliseconds from one byte of a dripping answer to the next. */
const DRIP_MS = 25;

function writeForever(response: ServerResponse, isFlood: boolean): void {
  const block = ' '.repeat(isFlood ? 64 * 1024 : 1);
  const timer = isFlood ? undefined : setInterval(() => response.write(block), DRIP_MS);
  response
    .on('error', () => undefined)
    .on('close', () => {
      clearInterval(timer);
    });
  const fill = (): void => {
    while (!response.destroyed && response.write(block));
  };
  if (isFlood) response.on('drain', fill);
  if (isFlood) fill();
}

async function faultyAnswer(fault: Fault, truth: () => Promise<Answer>): Promise<Answer> {
  if ('redirect' in fault) {
    return { status: 307, headers: { Location: fault.redirect } };
  }
  const overlay: Partial<Answer> = {
    ...('headers' in fault ? { headers: fault.headers } : {}),
    ...('body' in fault ? { body: bytes(fault.body) } : {}),
  };
  if ('status' in fault) {
    const headers = { 'Content-Type': 'application/json', ...overlay.headers };
    return { status: fault.status, ...overlay, headers };
  }
  const answer = await truth();
  return { ...answer, ...overlay, headers: { ...answer.headers, ...overlay.headers } };
}

function bytes(body: unknown): string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

function reset({ socket }: ServerResponse): void {
  // A TLS socket cannot be reset, only broken off.
  if (socket !== null && 'encrypted' in socket) {
    socket.destroy();
  } else {
    socket?.resetAndDestroy();
  }
}
