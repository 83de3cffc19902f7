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
  /** All attempts and the pauses between them. */
  readonly totalTimeoutMs: number;
  /** Before the second attempt; doubled after each further attempt. */
  readonly firstPauseMs: number;
}

/** A token has some kilobytes, and a service that works answers within seconds. */
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
  /** The service is Azure DevOps, which may ask for the agent's client certificate. */
  readonly isAzureDevOps?: boolean;
}

/**
 * Calls a token service by the agent's proxy and certificates, and again where the service or the way to it fails
 * for a moment. No redirect is followed: the tokens in body and headers would go along.
 *
 * @returns the last answer, whatever its status
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

/** An answer by which a server says that it may do better later. */
class TransientAnswer extends Error {
  constructor(readonly answer: HttpResponse) {
    super(`status ${answer.status}`);
  }

  /** Milliseconds that the server asks to wait. */
  waitMs(): number | undefined {
    return parseRetryAfter(this.answer.headers['retry-after'], Date.now());
  }
}
