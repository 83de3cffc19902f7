import { CborError, type CborMap, CborTime, type CborValue, readCbor } from './cbor';
import { MAX_CERTIFICATES } from './limits';
import { PAYLOAD_TYPE } from './payload';
import { RefusedEnvelopeError } from './refusal';
import {
  ATTRIBUTES,
  type EnvelopeParts,
  requirePluginName,
  timeAttributeOf,
} from './signedAttributes';

/** Tag 18 in its shortest form (RFC 9052, 4.2). */
const SIGN1_TAG = 0xd2;
/** Labels of headers (RFC 9052, 3.1; RFC 9360, 2). */
const LABELS = { algorithm: 1, critical: 2, contentType: 3, certificates: 33 } as const;
/** 9999-12-31T23:59:59Z: later times have no four digits for their year. */
const LAST_SECOND = 253_402_300_799;

/**
 * Parses an envelope in COSE format (Notary Project signature specification 1.0, COSE envelope: the
 * tagged COSE_Sign1 of RFC 9052).
 *
 * @throws CborError, RefusedEnvelopeError
 */
export function readCose(content: Buffer): EnvelopeParts {
  if (content[0] !== SIGN1_TAG) throw new CborError('it does not begin with tag 18');
  const items = readCbor(content.subarray(1), 'none');
  if (!Array.isArray(items) || items.length !== 4) throw malformed('it has not four items');
  const [attributeBytes, header, payload, signature] = items as CborValue[];
  const attributes = requireMap(
    readCbor(requireBytes(attributeBytes, 'protected'), 'time'),
    'protected',
  );
  const unprotected = requireMap(header, 'unprotected');
  const token = unprotected.get(ATTRIBUTES.timestamp);
  return {
    payload: requireBytes(payload, 'payload'),
    signature: requireBytes(signature, 'signature'),
    ...readAttributes(attributes),
    certificates: readCertificates(unprotected.get(LABELS.certificates)),
    timestampToken: token === undefined ? undefined : requireBytes(token, 'timestampSignature'),
  };
}

function readAttributes(
  attributes: CborMap,
): Pick<EnvelopeParts, 'signedAt' | 'expiry' | 'verificationPlugin'> {
  if (typeof attributes.get(LABELS.algorithm) !== 'number') throw malformed('alg is no integer');
  if (!Array.isArray(attributes.get(LABELS.critical))) throw malformed('crit is no array');
  if (attributes.get(LABELS.contentType) !== PAYLOAD_TYPE) {
    throw new RefusedEnvelopeError('PayloadUnknown', 'its payload is of an unknown media type');
  }
  const scheme = requireText(attributes.get(ATTRIBUTES.scheme), 'signingScheme');
  const time = timeAttributeOf(scheme, (name) => attributes.has(name));
  const expiry = attributes.get(ATTRIBUTES.expiry);
  const plugin = attributes.get(ATTRIBUTES.plugin);
  return {
    signedAt: readTime(attributes.get(time), 'signing time'),
    expiry: expiry === undefined ? undefined : readTime(expiry, 'expiry'),
    verificationPlugin:
      plugin === undefined
        ? undefined
        : requirePluginName(requireText(plugin, 'verificationPlugin')),
  };
}

/** Writes a time in UTC. */
function readTime(value: CborValue | undefined, what: string): string {
  if (!(value instanceof CborTime) || value.seconds < 0 || value.seconds > LAST_SECOND) {
    throw new RefusedEnvelopeError('TimeMalformed', `its ${what} is no time`);
  }
  return new Date(value.seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** RFC 9360 also allows a single certificate without an array; notation does not accept that form. */
function readCertificates(value: CborValue | undefined): Buffer[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > MAX_CERTIFICATES) {
    throw new RefusedEnvelopeError(
      'CertificateMalformed',
      `x5chain is no array of 1 to ${MAX_CERTIFICATES} certificates`,
    );
  }
  return (value as CborValue[]).map((item) => requireBytes(item, 'x5chain'));
}

function requireBytes(value: CborValue | undefined, what: string): Buffer {
  if (!Buffer.isBuffer(value) || value.length === 0) throw malformed(`${what} is no byte string`);
  return value;
}

function requireText(value: CborValue | undefined, what: string): string {
  if (typeof value !== 'string') throw malformed(`${what} is no text`);
  return value;
}

function requireMap(value: CborValue | undefined, what: string): CborMap {
  if (!(value instanceof Map)) throw malformed(`${what} is no map`);
  return value;
}

function malformed(reason: string): RefusedEnvelopeError {
  return new RefusedEnvelopeError('EnvelopeMalformed', reason);
}
