import assert from 'node:assert/strict';
import { type EnvelopeReading, readEnvelope } from '../../../../src/notation/envelope/envelope';
import { TIMESTAMP, artifact, headerOf, payload } from '../../../fixtures/changedEnvelopes';
import {
  type Signer,
  coseAttributes,
  coseEnvelope,
  jwsAttributes,
  jwsEnvelope,
} from '../../../fixtures/envelopes';
import { signerWithLargeKey } from '../../../fixtures/largeKey';

function readBoth(signer: Signer): EnvelopeReading[] {
  return [
    readEnvelope(jwsEnvelope(signer, jwsAttributes(), payload), 'application/jose+json', artifact),
    readEnvelope(coseEnvelope(signer, coseAttributes(), payload), 'application/cose', artifact),
  ];
}

function assertRefused(readings: readonly EnvelopeReading[], reason: string): void {
  for (const reading of readings) {
    assert.deepEqual(reading, { refusal: { code: 'EnvelopeTooLarge', reason } });
  }
}

describe('an envelope that would keep notation busy', () => {
  const tooLarge = 'a certificate has a public key of more than 8192 bits';

  it('R3 is read where its root has a key of 8192 bits', () => {
    for (const reading of readBoth(signerWithLargeKey(1024))) {
      assert('envelope' in reading, JSON.stringify(reading));
    }
  });

  it('R3 is refused where a certificate of its chain has a larger key', () => {
    assertRefused(readBoth(signerWithLargeKey(1280)), tooLarge);
  });

  it('R3 is refused where the signing certificate itself has a larger key', () => {
    const signer = signerWithLargeKey(1280);
    assertRefused(readBoth({ ...signer, chain: signer.chain.slice(2) }), tooLarge);
  });

  it('R3 is refused where a certificate of its chain is none', () => {
    const signer = signerWithLargeKey(256);
    for (const reading of readBoth({ ...signer, chain: [...signer.chain, Buffer.from('no')] })) {
      assert('refusal' in reading);
      assert.match(reading.refusal.reason, /^a certificate of its chain cannot be read: /);
    }
  });

  it('R3 is refused where its timestamp is larger than 32 KiB', () => {
    const token = Buffer.alloc(32 * 1024 + 1).toString('base64');
    const change = headerOf((members) => ({
      ...members,
      header: { ...members.header, [TIMESTAMP]: token },
    }));
    const envelope = change(signerWithLargeKey(256));
    const reading = readEnvelope(envelope, 'application/jose+json', artifact);
    assertRefused([reading], 'its timestamp is larger than 32 KiB');
  });
});
