import assert from 'node:assert/strict';
import { parseInspection } from '../../../src/notation/inspection';

const signature = {
  mediaType: 'application/cose',
  digest: 'sha256:1',
  signatureAlgorithm: 'RSASSA-PSS-SHA-256',
  signedAttributes: {
    signingTime: '2026-01-02T03:04:05Z',
    expiry: '2026-04-02T03:04:05Z',
    'io.cncf.notary.verificationPlugin': 'com.example.plugin',
  },
  userDefinedAttributes: { team: 'a' },
  unsignedAttributes: { timestampSignature: { timestamp: '2026-01-02T03:04:06Z' } },
  certificates: [
    { issuedTo: 'CN=signer', issuedBy: 'CN=authority', expiry: '2027-01-01T00:00:00Z' },
    { issuedTo: 'CN=authority', issuedBy: 'CN=authority', expiry: '2030-01-01T00:00:00Z' },
  ],
};
const expected = {
  digest: 'sha256:1',
  format: 'COSE',
  signedAt: '2026-01-02T03:04:05Z',
  expiry: '2026-04-02T03:04:05Z',
  signer: 'CN=signer',
  issuer: 'CN=authority',
  certificateExpiry: '2027-01-01T00:00:00Z',
  metadata: new Map([['team', 'a']]),
  timestamp: '2026-01-02T03:04:06Z',
  verificationPlugin: 'com.example.plugin',
};
/** As notation writes it. */
const printed = (value: unknown): string => `${JSON.stringify(value, undefined, 4)}\n`;

describe('parseInspection', () => {
  it('reads the names of 1.x and of 2.0', () => {
    const old = { mediaType: 'x', Signatures: [signature] };
    assert.deepEqual(parseInspection(printed(old)), [expected]);
    const { mediaType, ...others } = signature;
    const renamed = {
      mediaType: 'x',
      signatures: [{ ...others, signatureEnvelopeType: mediaType }],
    };
    assert.deepEqual(parseInspection(printed(renamed)), [expected]);
  });

  it('reads what is not there as none', () => {
    const bare = { mediaType: 'application/jose+json', digest: 'sha256:2' };
    const [read] = parseInspection(printed({ Signatures: [bare] })) ?? [];
    assert.deepEqual([read?.format, read?.expiry, read?.timestamp], ['JWS', undefined, undefined]);
    assert.deepEqual([read?.signer, read?.metadata.size], ['', 0]);
    const nulls = { ...bare, userDefinedAttributes: null, certificates: null };
    assert.equal(parseInspection(printed({ Signatures: [nulls] }))?.length, 1);
    assert.deepEqual(parseInspection(printed({ Signatures: [] })), []);
  });

  it('reads the timestamp of old versions, bytes without a time, as none', () => {
    const old = { ...signature, unsignedAttributes: { timestampSignature: 'MIIB' } };
    const [read] = parseInspection(printed({ Signatures: [old] })) ?? [];
    assert.equal(read?.timestamp, undefined);
  });

  it('leaves out warnings that stand after the value', () => {
    const text = `${printed({ Signatures: [signature] })}Warning: exceeded configured limit\n{}\n`;
    assert.deepEqual(parseInspection(text), [expected]);
  });

  it('takes no value of a signature for the end or for another signature', () => {
    const note = 'x\n}\n{"Signatures":[{"digest":"sha256:forged"}]}';
    const text = printed({ Signatures: [{ ...signature, userDefinedAttributes: { note } }] });
    const read = parseInspection(text) ?? [];
    assert.deepEqual(
      read.map(({ digest }) => digest),
      ['sha256:1'],
    );
    assert.equal(read[0]?.metadata.get('note'), note);
  });

  for (const text of [
    '',
    'no JSON',
    '{',
    'null',
    '[]',
    '{"Signatures":{}}',
    '{}\n',
    'x{"Signatures":[]}',
  ]) {
    it(`does not take '${text.trim()}' for an inspection`, () => {
      assert.equal(parseInspection(text), undefined);
    });
  }
});
