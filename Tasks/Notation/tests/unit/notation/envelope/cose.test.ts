import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnvelope } from '../../../../src/notation/envelope/envelope';
import type { EnvelopeRefusalCode } from '../../../../src/notation/envelope/refusal';
import { writeCbor } from '../../../fixtures/cborWriter';
import { selfSignedCertificate } from '../../../fixtures/certificates';
import {
  artifact,
  PLUGIN,
  EXPIRY,
  SCHEME,
  TIME,
  AUTHENTIC_TIME,
  payload,
  coseOf,
  coseBytes,
  coseHeaderOf,
  coseAround,
  type Change,
} from '../../../fixtures/changedEnvelopes';
import {
  coseAttributes,
  coseEnvelope,
  coseItems,
  signerOf,
  type Signer,
} from '../../../fixtures/envelopes';

const refused: readonly (readonly [string, Change, EnvelopeRefusalCode])[] = [
  ['no tag', coseAround((envelope) => envelope.subarray(1)), 'EnvelopeMalformed'],
  [
    'another tag',
    coseAround((envelope) => Buffer.concat([Buffer.from([0xd1]), envelope.subarray(1)])),
    'EnvelopeMalformed',
  ],
  [
    'tag 18 in a longer form',
    coseAround((envelope) => Buffer.concat([Buffer.from([0xd8, 18]), envelope.subarray(1)])),
    'EnvelopeMalformed',
  ],
  [
    'tag 18 twice',
    coseAround((envelope) => Buffer.concat([Buffer.from([0xd2]), envelope])),
    'EnvelopeMalformed',
  ],
  [
    'a byte after it',
    coseAround((envelope) => Buffer.concat([envelope, Buffer.from([0])])),
    'EnvelopeMalformed',
  ],
  [
    'five items',
    coseAround((envelope) =>
      Buffer.concat([Buffer.from([0xd2, 0x85]), envelope.subarray(2), Buffer.from([0xf6])]),
    ),
    'EnvelopeMalformed',
  ],
  [
    'a key twice in its attributes',
    coseBytes((bytes) =>
      Buffer.concat([Buffer.from([0xa6]), bytes.subarray(1), writeCbor(1), writeCbor(-37)]),
    ),
    'EnvelopeMalformed',
  ],
  [
    'a float as key beside the integer',
    coseBytes((bytes) =>
      Buffer.concat([
        Buffer.from([0xa6]),
        bytes.subarray(1),
        Buffer.from('f93c00', 'hex'),
        writeCbor(-37),
      ]),
    ),
    'EnvelopeMalformed',
  ],
  ['a byte string as key', coseOf([[Buffer.from(PLUGIN), 'x']]), 'EnvelopeMalformed'],
  [
    'a byte after its attributes',
    coseBytes((bytes) => Buffer.concat([bytes, Buffer.from([0])])),
    'EnvelopeMalformed',
  ],
  ['no attributes', coseBytes(() => Buffer.alloc(0)), 'EnvelopeMalformed'],
  ['attributes that are an array', coseBytes(() => Buffer.from([0x80])), 'EnvelopeMalformed'],
  ['a plugin that is bytes', coseOf([[PLUGIN, Buffer.from('x')]]), 'EnvelopeMalformed'],
  ['a plugin whose name leads elsewhere', coseOf([[PLUGIN, 'a/../x']]), 'PluginNameMalformed'],
  ['another type of payload', coseOf([[3, 'text/plain']]), 'PayloadUnknown'],
  ['an unknown scheme', coseOf([[SCHEME, 'notary.x']]), 'SchemeUnknown'],
  ['a time without a tag', coseOf([[TIME, 0]]), 'TimeMalformed'],
  [
    'a time beyond the year 9999',
    coseOf([[EXPIRY, { tag: 1, content: 253_402_300_800 }]]),
    'TimeMalformed',
  ],
  ['both signing times', coseOf([[AUTHENTIC_TIME, { tag: 1, content: 0 }]]), 'EnvelopeMalformed'],
  [
    'a tag in its unprotected header',
    coseHeaderOf((header) => header.set('x', { tag: 1, content: 0 })),
    'EnvelopeMalformed',
  ],
  ['no certificates', coseHeaderOf(() => new Map()), 'CertificateMalformed'],
  [
    'one certificate without an array',
    (signer) => {
      const [leaf = Buffer.alloc(0)] = signer.chain;
      return coseEnvelope(signer, coseAttributes(), payload, new Map([[33, leaf]]));
    },
    'CertificateMalformed',
  ],
  [
    'no certificate in its array',
    coseHeaderOf((header) => header.set(33, [])),
    'CertificateMalformed',
  ],
  [
    'a payload that is null',
    (signer) => {
      const items = coseItems(signer, writeCbor(coseAttributes()), Buffer.from(payload));
      items[2] = Buffer.from([0xf6]);
      return Buffer.concat([Buffer.from([0xd2, 0x84]), ...items]);
    },
    'EnvelopeMalformed',
  ],
  [
    'a payload that has a digest twice',
    coseOf([], payload.replace('"digest"', '"digest":"x","digest"')),
    'EnvelopeAmbiguous',
  ],
];

describe('an envelope in COSE format', () => {
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
      const reading = readEnvelope(change(signer), 'application/cose', artifact);
      assert('refusal' in reading);
      assert.equal(reading.refusal.code, code, reading.refusal.reason);
    });
  }
});
