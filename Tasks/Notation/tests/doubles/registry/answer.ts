import type { ServerResponse } from 'node:http';

/** What a request is answered with. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

/** Gives a JSON answer. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  const body = JSON.stringify(value);
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body };
}

/** Gives an error answer (OCI distribution spec 1.1, "Error Codes"). */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer {
  return json(status, { errors: [{ code, message, detail: null }] }, headers);
}

/** Gives the answer to a method an endpoint does not know. */
export function unsupported(): Answer {
  return refusal(405, 'UNSUPPORTED', 'The operation is unsupported.');
}

/**
 * Sends an answer. With `truncateAt`, the announced length is the full one, but the connection breaks after so many
 * bytes of the body.
 */
export function send(response: ServerResponse, answer: Answer, truncateAt?: number): void {
  const body = Buffer.from(answer.body ?? '');
  const bodiless = answer.status === 204 || answer.status === 304;
  const length = bodiless ? {} : { 'Content-Length': String(body.length) };
  // Name by name: a fault's header replaces the true one, however either is spelled.
  for (const [name, value] of Object.entries({ ...length, ...answer.headers })) {
    response.setHeader(name, value);
  }
  response.writeHead(answer.status);
  if (truncateAt === undefined) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, truncateAt), () => response.socket?.destroy());
}
