import type { IncomingHttpHeaders } from 'node:http';

/** One call over HTTP. */
export interface HttpRequest {
  readonly method: string;
  /** http or https; user information in it is not sent. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The bytes that the body of the answer may have. */
  readonly maxBytes: number;
  /** Milliseconds for the whole call, the wait for a connection and the last byte of the answer included. */
  readonly timeoutMs: number;
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
}

/** An answer that came in full, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty where the answer is no success and has a content encoding. */
  readonly body: Buffer;
}
