import { TaskError } from '../errors';
import type { TrustedCertificates } from '../trust/generate';
import { parseList } from '../text/list';
import { existingFile, existingFolder, existingPath, newFolder } from './path';
import { expanded, oneOf, required } from './value';

/** What artifacts are verified against: a policy with its store, or certificates; absolute paths. */
export type TrustInputs =
  | { readonly kind: 'policy'; readonly trustPolicy: string; readonly trustStore: string }
  | (TrustedCertificates & {
      readonly kind: 'certificates';
      /** A folder that the generated trust is written to; undefined: none. */
      readonly saveTo: string | undefined;
    });

/**
 * The trust of the step.
 *
 * @throws TaskError ConflictingTrustInputs, SaveTargetWithoutCertificates, IdentitiesWithoutCertificates
 */
export function trustInputs(): TrustInputs {
  const certificates = expanded('trustedCertificates');
  const saveTo = expanded('saveTrustTo');
  if (certificates === undefined) {
    if (saveTo !== undefined) throw new TaskError('SaveTargetWithoutCertificates');
    if (expanded('trustedIdentities') !== undefined) {
      throw new TaskError('IdentitiesWithoutCertificates');
    }
    return {
      kind: 'policy',
      trustPolicy: existingFile('trustPolicy', required('trustPolicy')),
      trustStore: existingFolder('trustStore', required('trustStore')),
    };
  }
  if (expanded('trustPolicy') !== undefined || expanded('trustStore') !== undefined) {
    throw new TaskError('ConflictingTrustInputs');
  }
  return {
    kind: 'certificates',
    paths: parseList(certificates).map((one) => existingPath('trustedCertificates', one)),
    // A subject holds commas: only line breaks separate two of them.
    identities: (expanded('trustedIdentities') ?? '')
      .split(/[\r\n]+/)
      .map((one) => one.trim())
      .filter(Boolean),
    level: oneOf('verificationLevel', ['strict', 'permissive', 'audit'], 'strict'),
    saveTo: saveTo === undefined ? undefined : newFolder('saveTrustTo', saveTo),
  };
}
