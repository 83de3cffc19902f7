import type { IncomingHttpHeaders } from 'node:http';
import type { Endpoint } from './endpoint';

/** A request as the registry handles it, its body read to the end. */
export interface RegistryRequest {
  method: string;
  /** The full address, with the host as the client spelled it. */
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
  endpoint: Endpoint;
}

/** One line of the registry's log. */
export interface LoggedRequest {
  method: string;
  /** Path and query, as sent. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The status sent; undefined while there is none, and for ever where the connection was broken first. */
  status: number | undefined;
}
