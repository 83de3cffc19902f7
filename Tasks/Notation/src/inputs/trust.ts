import { existingPath, required } from './value';

/** What artifacts are verified against: absolute paths. */
export interface TrustInputs {
  readonly trustPolicy: string;
  readonly trustStore: string;
}

/** The trust policy and the trust store, which must both be there. */
export function trustInputs(): TrustInputs {
  return {
    trustPolicy: existingPath('trustPolicy', required('trustPolicy')),
    trustStore: existingPath('trustStore', required('trustStore')),
  };
}
