import { createDeadline } from '../network/deadline';
import type { HttpRequest, HttpResponse } from '../network/httpMessage';
import {
  isTransientNetworkError,
  isTransientStatus,
  parseRetryAfter,
  runWithRetry,
} from '../network/retry';
import { createTaskClient } from '../network/taskClient';

/** The bounds of a call to a token service. */
export interface TokenCallBounds {
  readonly maxAnswerBytes: number;
  readonly attemptTimeoutMs: number;
  /** Milliseconds for all attempts and the pauses between them. */
  readonly totalTimeoutMs: number;
  /** Milliseconds before the second attempt. The pause doubles after each further attempt. */
  readonly firstPauseMs: number;
}

/** The default bounds. A token has a few kilobytes, and a healthy service answers within seconds. */
export const TOKEN_CALL_BOUNDS: TokenCallBounds = {
  maxAnswerBytes: 128 * 1024,
  attemptTimeoutMs: 15_000,
  totalTimeoutMs: 60_000,
  firstPauseMs: 500,
};

/** A call to a token service. */
export interface TokenCall extends Pick<HttpRequest, 'method' | 'headers'> {
  readonly url: URL;
  readonly body?: string;
  /** Whether the service is Azure DevOps, which may request the agent's client certificate. */
  readonly isAzureDevOps?: boolean;
}

/**
 * Calls a token service through the agent's proxy and with its certificates. A transient failure is
 * retried. Redirects are not followed: they would carry the tokens in body and headers to another
 * address.
 *
 * @returns the last answer, of any status
 * @throws NetworkError, TaskError ProxyMalformed
 */
export async function callTokenService(
  call: TokenCall,
  bounds = TOKEN_CALL_BOUNDS,
): Promise<HttpResponse> {
  const { isAzureDevOps: hasClientCertificate = false, ...request } = call;
  const deadline = createDeadline(bounds.totalTimeoutMs);
  const client = createTaskClient({ environment: process.env, hasClientCertificate });
  const attempt = async (): Promise<HttpResponse> => {
    const timeoutMs = Math.min(bounds.attemptTimeoutMs, deadline.remaining());
    const answer = await client.send({ ...request, maxBytes: bounds.maxAnswerBytes, timeoutMs });
    if (isTransientStatus(answer.status)) throw new TransientAnswer(answer);
    return answer;
  };
  try {
    return await runWithRetry(attempt, {
      deadline,
      firstPauseMs: bounds.firstPauseMs,
      isRetryable: (error) => error instanceof TransientAnswer || isTransientNetworkError(error),
      retryAfterMs: (error) => (error instanceof TransientAnswer ? error.waitMs() : undefined),
    });
  } catch (error) {
    if (error instanceof TransientAnswer) return error.answer;
    throw error;
  } finally {
    client.close();
  }
}

/** An answer with a transient status. */
class TransientAnswer extends Error {
  constructor(readonly answer: HttpResponse) {
    super(`status ${answer.status}`);
  }

  /** Milliseconds that the server asks the client to wait. */
  waitMs(): number | undefined {
    return parseRetryAfter(this.answer.headers['retry-after'], Date.now());
  }
}
