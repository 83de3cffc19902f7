import { sameRegistry } from '../artifacts/registryName';
import { TaskError } from '../errors';
import { type TrustPolicy, placeOf } from './policy';

/** The registries that publishers vouch for, in small letters. */
export type PublisherRegistries = ReadonlySet<string>;

/** Whether a repository or a scope is in a publisher's registry. */
export function isOfPublisher(registries: PublisherRegistries, scope: string): boolean {
  return registries.has(sameRegistry(scope.split('/')[0] ?? ''));
}

/**
 * What a policy may not say beside publishers: scopes in their registries. Of a repository there, two would
 * say whom to trust.
 */
export function publisherConflicts(
  registries: PublisherRegistries,
  policy: TrustPolicy,
): TaskError[] {
  return policy.statements.flatMap(({ places }) =>
    places.scopes
      .filter(({ text }) => isOfPublisher(registries, text))
      .map(({ text, node }) => {
        const values = ['trustedPublishers', `${placeOf(policy, node)} (${text})`];
        return new TaskError('ConflictingTrustInputs', values);
      }),
  );
}
