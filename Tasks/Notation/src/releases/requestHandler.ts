import type { RequestOptions } from 'node:http';

/** The hook by which the tool library lets callers change its requests, redirected requests included. */
export interface RequestHandler {
  prepareRequest(options: RequestOptions): void;
  canHandleAuthentication(): boolean;
  handleAuthentication(): Promise<never>;
}

/** A handler that changes requests and answers no authentication challenge. */
export function requestHandler(prepareRequest: (options: RequestOptions) => void): RequestHandler {
  return {
    prepareRequest,
    canHandleAuthentication: () => false,
    handleAuthentication: () => Promise.reject(new Error('not asked for')),
  };
}
