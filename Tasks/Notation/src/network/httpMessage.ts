import type { IncomingHttpHeaders } from 'node:http';

/** One call over HTTP. */
export interface HttpRequest {
  readonly method: string;
  /** An http or https URL. Its user information is not sent. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The largest body of the answer, in bytes. */
  readonly maxBytes: number;
  /** Milliseconds for the whole call, from the wait for a connection to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
  /** Of the calls that wait for a connection, those with a lower number go first; 0 by default. */
  readonly order?: number | undefined;
}

/** A complete answer of any status. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty for an unsuccessful answer with a content encoding. */
  readonly body: Buffer;
}
