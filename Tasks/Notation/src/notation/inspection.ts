/** A signature as `notation inspect` describes it, which says nothing of whether it is any good. */
export interface Signature {
  readonly digest: string;
  readonly format: string;
  readonly signedAt: string;
  /** undefined: it does not expire. */
  readonly expiry: string | undefined;
  /** The subject of the signing certificate, and how long the certificate is valid. */
  readonly signer: string;
  readonly issuer: string;
  readonly certificateExpiry: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** When a timestamp authority saw it; undefined: it bears no timestamp that can be read. */
  readonly timestamp: string | undefined;
  /** What it wants to be verified by, beside notation itself; undefined: nothing. */
  readonly verificationPlugin?: string | undefined;
}

/**
 * Reads the JSON of `notation inspect`, of 1.x and of 2.0: names differ. What follows the JSON
 * value, warnings in 1.x, is left out.
 *
 * @param output standard output as it came
 * @returns undefined where it does not begin with such a value
 */
export function parseInspection(output: string): Signature[] | undefined {
  const document = firstValue(output);
  const signatures = member(document, 'Signatures') ?? member(document, 'signatures');
  return Array.isArray(signatures) ? signatures.map(parseSignature) : undefined;
}

/** notation writes the value over several lines, and nothing else begins with a closing brace. */
function firstValue(output: string): unknown {
  const end = output.indexOf('\n}');
  try {
    return JSON.parse(end < 0 ? output : output.slice(0, end + 2));
  } catch {
    return undefined;
  }
}

function parseSignature(value: unknown): Signature {
  const signed = member(value, 'signedAttributes');
  const certificates = member(value, 'certificates');
  const leaf: unknown = Array.isArray(certificates) ? certificates[0] : undefined;
  const type = text(member(value, 'signatureEnvelopeType')) ?? text(member(value, 'mediaType'));
  const timestamp = member(member(value, 'unsignedAttributes'), 'timestampSignature');
  return {
    digest: text(member(value, 'digest')) ?? '',
    format:
      type === 'application/cose'
        ? 'COSE'
        : type === 'application/jose+json'
          ? 'JWS'
          : (type ?? ''),
    signedAt: text(member(signed, 'signingTime')) ?? '',
    expiry: text(member(signed, 'expiry')),
    signer: text(member(leaf, 'issuedTo')) ?? '',
    issuer: text(member(leaf, 'issuedBy')) ?? '',
    certificateExpiry: text(member(leaf, 'expiry')) ?? '',
    metadata: new Map(
      Object.entries(member(value, 'userDefinedAttributes') ?? {}).map(([key, one]) => [
        key,
        String(one),
      ]),
    ),
    timestamp: text(member(timestamp, 'timestamp')),
    verificationPlugin: text(member(signed, 'io.cncf.notary.verificationPlugin')),
  };
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[name];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
