import type { Envelope } from './envelope/envelope';

/** A signature as it describes itself. Nothing of it is verified. */
export interface Signature extends Envelope {
  /** The digest of the signature's manifest in the registry. */
  readonly digest: string;
}
