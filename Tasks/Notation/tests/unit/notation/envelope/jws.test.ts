import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnvelope } from '../../../../src/notation/envelope/envelope';
import {
  MAX_CERTIFICATES,
  MAX_ENVELOPE_BYTES,
  MAX_METADATA_ENTRIES,
  MAX_METADATA_NAME_CHARACTERS,
  MAX_PLUGIN_NAME_CHARACTERS,
} from '../../../../src/notation/envelope/limits';
import type { EnvelopeRefusalCode } from '../../../../src/notation/envelope/refusal';
import { selfSignedCertificate } from '../../../fixtures/certificates';
import {
  artifact,
  PLUGIN,
  EXPIRY,
  SCHEME,
  TIME,
  AUTHENTIC_TIME,
  payload,
  jwsWith,
  outerWith,
  jwsOf,
  headerOf,
  type Change,
} from '../../../fixtures/changedEnvelopes';
import { SIGNED_AT, payloadOf, signerOf, type Signer } from '../../../fixtures/envelopes';

const many = (count: number): Record<string, string> =>
  Object.fromEntries([...Array(count).keys()].map((index) => [`name-${index}`, 'x']));

const refused: readonly (readonly [string, Change, EnvelopeRefusalCode])[] = [
  [
    'Payload beside payload',
    outerWith('{"protected"', '{"Payload":"x","protected"'),
    'EnvelopeAmbiguous',
  ],
  ['Payload in place of payload', outerWith('"payload"', '"Payload"'), 'EnvelopeAmbiguous'],
  [
    'a protected header twice',
    outerWith('"protected"', '"protected":"e30","protected"'),
    'EnvelopeAmbiguous',
  ],
  [
    'a long s in the name of the signature',
    outerWith('"signature"', '"\u017fignature"'),
    'EnvelopeAmbiguous',
  ],
  ['an escape in a name', outerWith('"payload"', '"p\\u0061yload"'), 'EnvelopeAmbiguous'],
  ['a further member', outerWith('{"protected"', '{"x":1,"protected"'), 'EnvelopeMalformed'],
  ['a further member of its header', outerWith('{"x5c"', '{"kid":"x","x5c"'), 'EnvelopeMalformed'],
  [
    'a plugin in its unprotected header',
    outerWith('{"x5c"', `{"${PLUGIN}":"x","x5c"`),
    'EnvelopeMalformed',
  ],
  ['X5c beside x5c', outerWith('{"x5c"', '{"X5c":[],"x5c"'), 'EnvelopeAmbiguous'],
  ['a byte order mark', outerWith('{"protected"', '\ufeff{"protected"'), 'EnvelopeMalformed'],
  ['text after it', outerWith('"}', '"}{}'), 'EnvelopeMalformed'],
  ['no header', headerOf((members) => ({ ...members, header: undefined })), 'EnvelopeMalformed'],
  ['no signature', headerOf((members) => ({ ...members, signature: '' })), 'EnvelopeMalformed'],
  [
    'padding in its base64url',
    headerOf((members) => ({ ...members, protected: `${members.protected}=` })),
    'EnvelopeMalformed',
  ],
  [
    'a line feed in its base64url',
    headerOf((members) => ({ ...members, payload: `${members.payload}\n` })),
    'EnvelopeMalformed',
  ],
  [
    'base64 in place of base64url',
    headerOf((members) => ({ ...members, signature: '+/+/' })),
    'EnvelopeMalformed',
  ],
  [
    'bits left over in its base64url',
    headerOf((members) => ({ ...members, signature: 'AB' })),
    'EnvelopeMalformed',
  ],
  [
    'a line feed in a certificate',
    headerOf((members) => ({ ...members, header: { x5c: ['MA\n=='] } })),
    'EnvelopeMalformed',
  ],
  [
    'no certificate',
    headerOf((members) => ({ ...members, header: { x5c: [] } })),
    'CertificateMalformed',
  ],
  [
    'many certificates',
    headerOf((members) => ({
      ...members,
      header: { x5c: Array(MAX_CERTIFICATES + 1).fill((members.header['x5c'] as string[])[0]) },
    })),
    'CertificateMalformed',
  ],
  [
    'a certificate that is none',
    headerOf((members) => ({ ...members, header: { x5c: ['MAA='] } })),
    'CertificateMalformed',
  ],
  [
    'a certificate as PEM',
    headerOf((members) => ({
      ...members,
      header: { x5c: [Buffer.from('-----BEGIN CERTIFICATE-----').toString('base64')] },
    })),
    'CertificateMalformed',
  ],
  ['Alg beside alg', jwsOf({ Alg: 'PS256' }), 'EnvelopeAmbiguous'],
  ['a plugin in another case', jwsOf({ [PLUGIN.toLowerCase()]: 'x' }), 'EnvelopeAmbiguous'],
  [
    'a plugin twice',
    jwsWith(`"${PLUGIN}":"a"`, `"${PLUGIN}":"b","${PLUGIN}":"a"`, { [PLUGIN]: 'a' }),
    'EnvelopeAmbiguous',
  ],
  [
    'a plugin with an escape in its name',
    jwsWith(`"${PLUGIN}":"a"`, `"${PLUGIN.replace('P', '\\u0050')}":"a"`, { [PLUGIN]: 'a' }),
    'EnvelopeAmbiguous',
  ],
  [
    'a plugin with an escape in its value',
    jwsWith(':"plug"', ':"pl\\u0075g"', { [PLUGIN]: 'plug' }),
    'PluginNameMalformed',
  ],
  ['a plugin that is no string', jwsOf({ [PLUGIN]: ['x'] }), 'EnvelopeMalformed'],
  ['a plugin that is null', jwsOf({ [PLUGIN]: null }), 'EnvelopeMalformed'],
  ['a plugin without a name', jwsOf({ [PLUGIN]: '' }), 'PluginNameMalformed'],
  ['a plugin whose name leads elsewhere', jwsOf({ [PLUGIN]: '../x' }), 'PluginNameMalformed'],
  [
    'a plugin with a long name',
    jwsOf({ [PLUGIN]: 'x'.repeat(MAX_PLUGIN_NAME_CHARACTERS + 1) }),
    'PluginNameMalformed',
  ],
  ['an attribute beyond ASCII', jwsOf({ ü: 1 }), 'EnvelopeAmbiguous'],
  [
    'an attribute that has a name twice within',
    jwsWith('{"alg"', '{"x":{"a":1,"a":2},"alg"'),
    'EnvelopeAmbiguous',
  ],
  ['another type of payload', jwsOf({ cty: 'text/plain' }), 'PayloadUnknown'],
  ['an unknown scheme', jwsOf({ [SCHEME]: 'notary.x' }), 'SchemeUnknown'],
  ['no signing time', jwsOf({ [TIME]: undefined }), 'EnvelopeMalformed'],
  ['both signing times', jwsOf({ [AUTHENTIC_TIME]: SIGNED_AT }), 'EnvelopeMalformed'],
  [
    'the other scheme without its time',
    jwsOf({ [SCHEME]: 'notary.x509.signingAuthority' }),
    'EnvelopeMalformed',
  ],
  ['a day that does not exist', jwsOf({ [TIME]: '2026-02-30T00:00:00Z' }), 'TimeMalformed'],
  ['a time without a zone', jwsOf({ [EXPIRY]: '2026-02-20T00:00:00' }), 'TimeMalformed'],
  ['a critical header that is no list', jwsOf({ crit: 'alg' }), 'EnvelopeMalformed'],
  ['a payload that is no JSON', jwsOf({}, 'x'), 'EnvelopeMalformed'],
  [
    'TargetArtifact in its payload',
    jwsOf({}, payload.replace('target', 'Target')),
    'EnvelopeAmbiguous',
  ],
  [
    'a digest twice in its payload',
    jwsOf({}, payload.replace('"digest"', '"digest":"x","digest"')),
    'EnvelopeAmbiguous',
  ],
  [
    'Digest in its payload',
    jwsOf({}, payload.replace('"digest"', '"Digest":"x","digest"')),
    'EnvelopeAmbiguous',
  ],
  [
    'metadata twice',
    jwsOf({}, payload.replace('{"digest"', '{"annotations":{"a":"1","\\u0061":"2"},"digest"')),
    'EnvelopeAmbiguous',
  ],
  [
    'metadata that is no text',
    jwsOf({}, payload.replace('{"digest"', '{"annotations":{"a":1},"digest"')),
    'EnvelopeMalformed',
  ],
  [
    'much metadata',
    jwsOf({}, payloadOf(artifact, many(MAX_METADATA_ENTRIES + 1))),
    'EnvelopeTooLarge',
  ],
  [
    'a long name of metadata',
    jwsOf({}, payloadOf(artifact, { ['x'.repeat(MAX_METADATA_NAME_CHARACTERS + 1)]: '' })),
    'EnvelopeTooLarge',
  ],
  [
    'more bytes than the limit',
    () => Buffer.alloc(MAX_ENVELOPE_BYTES + 1, ' '),
    'EnvelopeTooLarge',
  ],
  ['no bytes', () => Buffer.alloc(0), 'EnvelopeMalformed'],
];

describe('an envelope in JWS format', () => {
  let folder: string;
  let signer: Signer;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'envelope-'));
    signer = signerOf(selfSignedCertificate({ folder, commonName: 'signer' }));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [what, change, code] of refused) {
    it(`is refused with ${what}`, () => {
      const reading = readEnvelope(change(signer), 'application/jose+json', artifact);
      assert('refusal' in reading);
      assert.equal(reading.refusal.code, code, reading.refusal.reason);
    });
  }
});
