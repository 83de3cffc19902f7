import { refusal } from './answer';
import { isBasic, unauthorized } from './credentials';
import { Tokens } from './tokens';
import type { Answer } from './answer';
import type { Action, Authentication } from './authenticationKind';
import type { RegistryRequest } from './request';

/** Decides which requests to the registry pass. */
export class Guard {
  readonly #tokens: Tokens | undefined;

  constructor(private readonly authentication: Authentication) {
    this.#tokens = authentication.kind === 'bearer' ? new Tokens(authentication) : undefined;
  }

  /** Answers the token endpoints; undefined where this registry has none, or the request is for another. */
  async answerToken(request: RegistryRequest): Promise<Answer | undefined> {
    return this.#tokens?.answer(request);
  }

  /** Gives the refusal for a request that may not pass (OCI distribution spec 1.1, "Error Codes"), or undefined. */
  refuse(request: RegistryRequest): Answer | undefined {
    const { authentication } = this;
    if (authentication.kind === 'none') {
      return undefined;
    }
    const authorization = request.headers.authorization ?? '';
    const { endpoint } = request;
    const repository = 'repository' in endpoint ? endpoint.repository : undefined;
    const action = actionOf(request.method);
    if (authentication.kind === 'basic') {
      if (!isBasic(authorization, authentication)) {
        return unauthorized('Basic realm="Registry Realm"');
      }
      const permitted = repository === undefined || authentication.permits?.(repository, action);
      return permitted === false ? refusal(403, 'DENIED', 'access denied') : undefined;
    }
    return this.#tokens?.refuse(request, authorization, repository, action);
  }

  /** Forgets the tokens issued. */
  clear(): void {
    this.#tokens?.clear();
  }
}

function actionOf(method: string): Action {
  if (method === 'GET' || method === 'HEAD') {
    return 'pull';
  }
  return method === 'DELETE' ? 'delete' : 'push';
}
