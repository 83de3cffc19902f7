import { readMembers, requireArray, requireText } from '../../text/jsonMembers';
import { detached } from '../../text/detached';
import { type JsonValue, readStrictJson } from '../../text/strictJson';
import { isRealTime } from './der';
import { MAX_CERTIFICATES } from './limits';
import { PAYLOAD_TYPE } from './payload';
import { RefusedEnvelopeError } from './refusal';
import {
  ATTRIBUTES,
  type EnvelopeParts,
  requirePluginName,
  timeAttributeOf,
} from './signedAttributes';

type Members = ReadonlyMap<string, JsonValue>;

const envelopeNames = ['payload', 'protected', 'header', 'signature'];
const headerNames = ['x5c', ATTRIBUTES.timestamp, ATTRIBUTES.signingAgent];
const protectedNames = [
  ...['alg', 'cty', 'crit'],
  ...[ATTRIBUTES.scheme, ATTRIBUTES.signingTime, ATTRIBUTES.authenticSigningTime],
  ...[ATTRIBUTES.expiry, ATTRIBUTES.plugin, ATTRIBUTES.pluginMinVersion],
];
const times = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Parses an envelope in JWS format (Notary Project signature specification 1.0, JWS envelope: the
 * flattened JSON serialization of RFC 7515).
 *
 * @throws StrictJsonError, RefusedEnvelopeError
 */
export function readJws(content: Buffer): EnvelopeParts {
  const shape = { known: envelopeNames, others: 'refused' } as const;
  const envelope = readMembers(readStrictJson(content), 'the envelope', shape);
  const header = readMembers(envelope.get('header'), 'header', {
    known: headerNames,
    others: 'refused',
  });
  const attributes = readMembers(
    readStrictJson(readBase64(envelope.get('protected'), 'protected', 'base64url')),
    'protected',
    { known: protectedNames, others: 'allowed' },
  );
  const token = header.get(ATTRIBUTES.timestamp);
  return {
    payload: readBase64(envelope.get('payload'), 'payload', 'base64url'),
    signature: readBase64(envelope.get('signature'), 'signature', 'base64url'),
    ...readAttributes(attributes),
    certificates: readCertificates(header.get('x5c')),
    timestampToken:
      token === undefined ? undefined : readBase64(token, 'timestampSignature', 'base64'),
  };
}

function readAttributes(
  attributes: Members,
): Pick<EnvelopeParts, 'signedAt' | 'expiry' | 'verificationPlugin'> {
  requireText(attributes.get('alg'), 'alg');
  if (requireText(attributes.get('cty'), 'cty') !== PAYLOAD_TYPE) {
    throw new RefusedEnvelopeError('PayloadUnknown', 'its payload is of an unknown media type');
  }
  for (const name of requireArray(attributes.get('crit'), 'crit')) requireText(name, 'crit');
  const scheme = requireText(attributes.get(ATTRIBUTES.scheme), 'signingScheme');
  const time = timeAttributeOf(scheme, (name) => attributes.has(name));
  const expiry = attributes.get(ATTRIBUTES.expiry);
  return {
    signedAt: readTime(attributes.get(time), 'signing time'),
    expiry: expiry === undefined ? undefined : readTime(expiry, 'expiry'),
    verificationPlugin: readPlugin(attributes.get(ATTRIBUTES.plugin)),
  };
}

/** An escape could hide a name from a reader that does not decode it. */
function readPlugin(value: JsonValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  const name = requireText(value, 'verificationPlugin');
  if (value.kind === 'string' && value.isEscaped) {
    throw new RefusedEnvelopeError(
      'PluginNameMalformed',
      'the name of its verification plugin is written with an escape',
    );
  }
  return requirePluginName(name);
}

/** Reads a time of RFC 3339 and writes it as notation does: without a fraction of a second. */
function readTime(value: JsonValue | undefined, what: string): string {
  const match = times.exec(requireText(value, what));
  const [, time = '', zone = ''] = match ?? [];
  if (match === null || !isRealTime(time)) {
    throw new RefusedEnvelopeError('TimeMalformed', `its ${what} is no time`);
  }
  return detached(time + (/^[+-]00:00$/.test(zone) ? 'Z' : zone));
}

function readCertificates(value: JsonValue | undefined): Buffer[] {
  const items = requireArray(value, 'x5c');
  if (items.length < 1 || items.length > MAX_CERTIFICATES) {
    throw new RefusedEnvelopeError(
      'CertificateMalformed',
      `it has no certificate, or more than ${MAX_CERTIFICATES}`,
    );
  }
  return items.map((item) => readBase64(item, 'x5c', 'base64'));
}

/** Accepts only the canonical base64url text: its alphabet, no spaces, no remaining bits. */
function readBase64(
  value: JsonValue | undefined,
  what: string,
  encoding: 'base64' | 'base64url',
): Buffer {
  const text = requireText(value, what);
  const bytes = Buffer.from(text, encoding);
  if (bytes.length === 0 || bytes.toString(encoding) !== text) {
    throw new RefusedEnvelopeError('EnvelopeMalformed', `${what} is not exact ${encoding}`);
  }
  return bytes;
}
