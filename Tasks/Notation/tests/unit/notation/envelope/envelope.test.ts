import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Envelope, readEnvelope } from '../../../../src/notation/envelope/envelope';
import { MAX_DISPLAYED_CHARACTERS } from '../../../../src/notation/envelope/limits';
import { selfSignedCertificate } from '../../../fixtures/certificates';
import {
  artifact,
  PLUGIN,
  EXPIRY,
  SCHEME,
  TIME,
  AUTHENTIC_TIME,
  TIMESTAMP,
  jwsOf,
  headerOf,
  coseOf,
  type Change,
} from '../../../fixtures/changedEnvelopes';
import { SIGNED_AT, payloadOf, signerOf, type Signer } from '../../../fixtures/envelopes';

describe('a signature envelope', () => {
  let folder: string;
  let signer: Signer;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'envelope-'));
    signer = signerOf(selfSignedCertificate({ folder, commonName: 'signer' }));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const readJws = (change: Change) =>
    readEnvelope(change(signer), 'application/jose+json', artifact);
  const readCose = (change: Change) => readEnvelope(change(signer), 'application/cose', artifact);
  function envelopeOf(reading: ReturnType<typeof readEnvelope>): Envelope {
    assert('envelope' in reading, JSON.stringify(reading));
    return reading.envelope;
  }

  it('in the other format than listed is refused', () => {
    assert('refusal' in readJws(coseOf([])));
    assert('refusal' in readCose(jwsOf({})));
  });

  it('has the same fields in both formats', () => {
    const expiry = '2027-01-02T03:04:05Z';
    const jws = envelopeOf(readJws(jwsOf({ [PLUGIN]: 'com.example.plugin', [EXPIRY]: expiry })));
    const seconds = { tag: 1, content: Date.parse(expiry) / 1000 };
    const cose = envelopeOf(
      readCose(
        coseOf([
          [PLUGIN, 'com.example.plugin'],
          [EXPIRY, seconds],
        ]),
      ),
    );
    const [der = Buffer.alloc(0)] = signer.chain;
    const certificate = new X509Certificate(der);
    assert.deepEqual(jws, {
      format: 'JWS',
      signedAt: SIGNED_AT,
      expiry,
      signer: 'CN=signer,O=Notary,ST=WA,C=US',
      issuer: 'CN=signer,O=Notary,ST=WA,C=US',
      certificateExpiry: new Date(certificate.validTo).toISOString().replace('.000Z', 'Z'),
      fingerprint: certificate.fingerprint256.replace(/:/g, '').toLowerCase(),
      metadata: new Map(),
      timestamp: undefined,
      timestampNote: undefined,
      verificationPlugin: 'com.example.plugin',
      signedArtifact: artifact,
      isForSubject: true,
    });
    assert.deepEqual(cose, { ...jws, format: 'COSE' });
  });

  it('of a signing authority has the authentic time', () => {
    const scheme = 'notary.x509.signingAuthority';
    const change = jwsOf({ [SCHEME]: scheme, [TIME]: undefined, [AUTHENTIC_TIME]: SIGNED_AT });
    assert.equal(envelopeOf(readJws(change)).signedAt, SIGNED_AT);
  });

  it('may have further attributes, as those of some services', () => {
    const more = { 'com.amazonaws.signer.signingJob': 'arn:aws:signer:x', b: { c: [1.5, null] } };
    assert.equal(envelopeOf(readJws(jwsOf(more))).verificationPlugin, undefined);
    assert.equal(envelopeOf(readCose(coseOf([['x', [1, null]]]))).verificationPlugin, undefined);
  });

  it('of another artifact says so', () => {
    const other = payloadOf({ ...artifact, size: 1 });
    const envelope = envelopeOf(readJws(jwsOf({}, other)));
    assert.equal(envelope.isForSubject, false);
    assert.equal(envelope.signedArtifact.size, 1);
  });

  it('keeps the zone of a time, and leaves out fractions', () => {
    const timeOf = (time: string) => envelopeOf(readJws(jwsOf({ [TIME]: time }))).signedAt;
    assert.equal(timeOf('2026-11-27T02:27:00.5+01:00'), '2026-11-27T02:27:00+01:00');
    assert.equal(timeOf('2026-11-27T02:27:00-00:00'), '2026-11-27T02:27:00Z');
  });

  it('has its metadata, long values cut', () => {
    const signed = payloadOf(artifact, { 'a&b': 'ü', long: '😀'.repeat(1000) }).replace(
      '&',
      '\\u0026',
    );
    const { metadata } = envelopeOf(readJws(jwsOf({}, signed)));
    assert.equal(metadata.get('a&b'), 'ü');
    assert.equal(metadata.get('long'), `${'😀'.repeat(MAX_DISPLAYED_CHARACTERS / 2)}…`);
  });

  it('with a timestamp that cannot be read is read all the same', () => {
    for (const token of ['AAAA', 'MAA=', 'MIAAAA==']) {
      const change = headerOf((members) => ({
        ...members,
        header: { ...members.header, [TIMESTAMP]: token },
      }));
      const envelope = envelopeOf(readJws(change));
      assert.equal(envelope.timestamp, undefined);
      assert.match(envelope.timestampNote ?? '', /its timestamp cannot be read/);
    }
  });

  it('makes the reader fail with none of its bytes changed', () => {
    for (const [read, whole] of [
      [readJws, jwsOf({ [PLUGIN]: 'x' })(signer)],
      [readCose, coseOf([[PLUGIN, 'x']])(signer)],
    ] as const) {
      for (let place = 0; place < whole.length; place += 1) {
        const changed = Buffer.from(whole);
        changed.writeUInt8(changed.readUInt8(place) ^ (1 << (place % 8)), place);
        const reading = read(() => changed);
        const reason = 'refusal' in reading ? reading.refusal.reason : '';
        assert.notEqual(reason, 'it cannot be read', `byte ${place}`);
      }
    }
  });
});
