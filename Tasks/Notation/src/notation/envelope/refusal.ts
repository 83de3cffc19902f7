/** The reasons to leave out a signature envelope. */
export type EnvelopeRefusalCode =
  | 'EnvelopeTooLarge'
  | 'EnvelopeMalformed'
  | 'EnvelopeAmbiguous'
  | 'PayloadUnknown'
  | 'SchemeUnknown'
  | 'TimeMalformed'
  | 'CertificateMalformed'
  | 'PluginNameMalformed';

/** Why a signature envelope is left out. The reason contains no text of the envelope. */
export interface EnvelopeRefusal {
  readonly code: EnvelopeRefusalCode;
  /** A short English sentence without its full stop. */
  readonly reason: string;
}

/** The error of a refused envelope. */
export class RefusedEnvelopeError extends Error {
  constructor(
    readonly code: EnvelopeRefusalCode,
    reason: string,
  ) {
    super(reason);
  }
}
