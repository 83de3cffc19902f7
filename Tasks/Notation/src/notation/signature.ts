import type { Envelope } from './envelope/envelope';

/** A signature as it describes itself, which says nothing of whether it is any good. */
export interface Signature extends Envelope {
  /** Of the signature's manifest in the registry. */
  readonly digest: string;
}
