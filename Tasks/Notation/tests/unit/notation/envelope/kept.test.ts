import { captured } from '../../agentLibrary';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { maskSecret } from '../../../../src/agent/secret';
import {
  type Envelope,
  type EnvelopeMediaType,
  readEnvelope,
} from '../../../../src/notation/envelope/envelope';
import { selfSignedCertificate } from '../../../fixtures/certificates';
import { TIME, artifact } from '../../../fixtures/changedEnvelopes';
import {
  type Signer,
  coseAttributes,
  coseEnvelope,
  jwsAttributes,
  jwsEnvelope,
  payloadOf,
  signerOf,
} from '../../../fixtures/envelopes';

const COUNT = 20;
const LARGE_CHARACTERS = 1_500_000;
const MAX_KEPT_BYTES = 200_000;

const jws = 'application/jose+json';
const cose = 'application/cose';

describe('what is kept of an envelope', () => {
  let folder: string;
  let signer: Signer;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kept-'));
    signer = signerOf(selfSignedCertificate({ folder, commonName: 'signer' }));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  function read(bytes: Buffer, mediaType: EnvelopeMediaType): Envelope {
    const reading = readEnvelope(bytes, mediaType, artifact);
    assert('envelope' in reading); // without a message: writing the envelope would copy its texts
    return reading.envelope;
  }

  function usedBytes(): number {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    return process.memoryUsage().heapUsed;
  }

  const large = (number: number): string => `${'x'.repeat(LARGE_CHARACTERS)}${number}`;
  const kinds: readonly (readonly [string, (number: number) => Envelope])[] = [
    [
      'a value of metadata, in JWS',
      (number) =>
        read(jwsEnvelope(signer, jwsAttributes(), payloadOf(artifact, { a: large(number) })), jws),
    ],
    [
      'a value of metadata, in COSE',
      (number) =>
        read(
          coseEnvelope(signer, coseAttributes(), payloadOf(artifact, { a: large(number) })),
          cose,
        ),
    ],
    [
      'an attribute that nobody reads',
      (number) =>
        read(
          jwsEnvelope(signer, { ...jwsAttributes(), other: large(number) }, payloadOf(artifact)),
          jws,
        ),
    ],
    [
      'the fraction of a second',
      (number) => {
        const time = `2026-11-27T02:27:00.${'1'.repeat(LARGE_CHARACTERS)}${number}Z`;
        const attributes = { ...jwsAttributes(), [TIME]: time };
        return read(jwsEnvelope(signer, attributes, payloadOf(artifact)), jws);
      },
    ],
  ];

  for (const [name, make] of kinds) {
    it(`S4 is small, however large is ${name}`, () => {
      make(0);
      const before = usedBytes();
      const kept = Array.from({ length: COUNT }, (_, number) => make(number));
      const each = (usedBytes() - before) / kept.length;
      assert(each < MAX_KEPT_BYTES, `${each} bytes of each`);
    });
  }

  it('S4 is no more metadata than a reader of the report sees', () => {
    const all = Object.fromEntries(
      Array.from({ length: 200 }, (_, number) => [`name${number}`, 'v'.repeat(1000)]),
    );
    const envelope = coseEnvelope(signer, coseAttributes(), payloadOf(artifact, all));
    const { metadata } = read(envelope, cose);
    assert.deepEqual([...metadata.keys()], ['name0', 'name1', 'name2', '…']);
    assert.equal(metadata.get('…'), '197 more');
  });

  it('S5 has no part of a known secret, wherever a value is cut', () => {
    const secret = 'Correct-Horse-Battery-Staple-1234567';
    captured(() => {
      maskSecret(secret);
    });
    for (let at = 1024 - secret.length; at <= 1024; at += 5) {
      const value = `${'x'.repeat(at)}${secret} and more of it`.padEnd(1100, 'y');
      const envelope = coseEnvelope(signer, coseAttributes(), payloadOf(artifact, { value }));
      const shown = read(envelope, cose).metadata.get('value') ?? '';
      assert(!shown.includes('Cor'), shown.slice(-60));
    }
  });
});
