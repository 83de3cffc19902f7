import type { RequestOptions } from 'node:http';

/** What the tool library lets change each of its requests, those to where a redirect leads among them. */
export interface RequestHandler {
  prepareRequest(options: RequestOptions): void;
  canHandleAuthentication(): boolean;
  handleAuthentication(): Promise<never>;
}

/** A handler that changes requests, and answers no demand for a login. */
export function requestHandler(prepareRequest: (options: RequestOptions) => void): RequestHandler {
  return {
    prepareRequest,
    canHandleAuthentication: () => false,
    handleAuthentication: () => Promise.reject(new Error('not asked for')),
  };
}
