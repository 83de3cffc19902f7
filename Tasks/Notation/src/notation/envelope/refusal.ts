/** The kinds of reasons why a signature envelope is not used. */
export type EnvelopeRefusalCode =
  | 'EnvelopeTooLarge'
  | 'EnvelopeMalformed'
  | 'EnvelopeAmbiguous'
  | 'PayloadUnknown'
  | 'SchemeUnknown'
  | 'TimeMalformed'
  | 'CertificateMalformed'
  | 'PluginNameMalformed';

/** Why a signature envelope is not used. The reason holds no text of the envelope. */
export interface EnvelopeRefusal {
  readonly code: EnvelopeRefusalCode;
  /** A short English sentence without its full stop. */
  readonly reason: string;
}

/** Ends the reading of an envelope. */
export class RefusedEnvelopeError extends Error {
  constructor(
    readonly code: EnvelopeRefusalCode,
    reason: string,
  ) {
    super(reason);
  }
}
