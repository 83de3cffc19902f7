import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import type { PushedImage } from '../../doubles/registry/image';
import { BareNotation } from '../../fixtures/bareNotation';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
} from '../../fixtures/certificates';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { reportOf } from '../../fixtures/batches/batchFixture';
import {
  type Format,
  JWS,
  type Statement,
  attachEnvelope,
  envelopeOf,
  formats,
  storeImage,
} from '../../fixtures/registry/content';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

const repository = 'team/app';
const MIN_ROWS = 60;
const MIN_FAILING_ROWS = 50;

type Chain = readonly [Certificate, ...Certificate[]];

/** Attaches signatures to an image. */
type Kind = (image: PushedImage, format: Format) => void;

describe('R4 the verdicts of the task and of notation itself', () => {
  let world: World;
  let authority: Certificate;
  let good: Chain;
  let issued: Chain;
  let stranger: Chain;
  let outlived: Chain;
  let rows = 0;
  let failing = 0;

  before(async function () {
    world = await openSuiteWorld(this);
    const folder = world.root;
    authority = certificateAuthority({ folder, commonName: 'authority' });
    const other = certificateAuthority({ folder, commonName: 'other' });
    good = [world.certificate];
    issued = [issuedCertificate(authority, { folder, commonName: 'issued' }), authority];
    stranger = [issuedCertificate(other, { folder, commonName: 'stranger' }), other];
    const expired = { folder, commonName: 'outlived', expired: true };
    outlived = [issuedCertificate(authority, expired), authority];
  });

  const signed =
    (chain: () => Chain, statement: (image: PushedImage) => Statement = () => ({})): Kind =>
    (image, format) => {
      const envelope = envelopeOf(format, image, chain(), statement(image));
      attachEnvelope(world.registry, repository, image, envelope, format);
    };

  /** With a bit of its last bytes changed: they are the signature value in COSE, and stand in it in JWS. */
  const spoiled: Kind = (image, format) => {
    const envelope = envelopeOf(format, image, good);
    const at = format === JWS ? envelope.length - 20 : envelope.length - 1;
    const letter = envelope[at] === 0x41 ? 0x42 : 0x41;
    envelope.writeUInt8(letter, at);
    attachEnvelope(world.registry, repository, image, envelope, format);
  };
  const all =
    (...kinds: readonly Kind[]): Kind =>
    (image, format) => {
      for (const kind of kinds) kind(image, format);
    };
  const pairs = { 'com.example.stage': 'release' };
  const metadata = signed(
    () => good,
    () => ({ annotations: pairs }),
  );
  const otherArtifact = signed(
    () => good,
    () => ({ subject: storeImage(world.registry, repository) }),
  );
  const expired = signed(
    () => good,
    () => ({ expiresAfter: -60 }),
  );

  const kinds: Readonly<Record<string, Kind>> = {
    'a good one': signed(() => good),
    'a good one by an authority': signed(() => issued),
    'a good one that will expire': signed(
      () => good,
      () => ({ expiresAfter: 3600 }),
    ),
    'one with metadata': metadata,
    'one of a stranger': signed(() => stranger),
    'one without its authority': signed(() => [issued[0]]),
    'one that has expired': expired,
    'one by an expired certificate': signed(() => outlived),
    'one of another artifact': otherArtifact,
    'one that was spoiled': spoiled,
    'one of an unknown critical attribute': signed(
      () => good,
      () => ({ attributes: { 'com.example.critical': 'x' } }),
    ),
    none: () => undefined,
    'no envelope': (image, format) => {
      attachEnvelope(world.registry, repository, image, Buffer.from('{}'), format);
    },
    'a spoiled one, then a good one': all(
      spoiled,
      signed(() => good),
    ),
    'an expired one, then a stranger’s': all(
      expired,
      signed(() => stranger),
    ),
    'a stranger’s, then one of another artifact': all(
      signed(() => stranger),
      otherArtifact,
    ),
  };

  const levels: readonly [name: string, level: string, inputs: Record<string, string>][] = [
    ['strict', 'strict', {}],
    ['permissive', 'permissive', {}],
    ['audit', 'audit', {}],
    ['strict, with metadata', 'strict', { userMetadata: 'com.example.stage=release' }],
  ];
  for (const [name, level, inputs] of levels) {
    it(`R4 are the same at ${name}`, async () => {
      world.registry.reset();
      const notation = newestNotation();
      const bare = new BareNotation(mkdtempSync(path.join(world.root, 'bare-')));
      const certificates = [world.certificate, authority];
      bare.trust(certificates, level);
      const cases = formats.flatMap((format) =>
        Object.entries(kinds).map(([kind, attach]) => {
          const image = storeImage(world.registry, repository);
          attach(image, format);
          return { title: `${kind} (${format})`, reference: image.reference };
        }),
      );
      const flags = Object.values(inputs).flatMap((pair) => ['--user-metadata', pair]);
      const expected: Record<string, boolean> = {};
      for (const { title, reference } of cases) {
        const { code } = await bare.run(notation.path, ['verify', ...flags, reference]);
        expected[title] = code === 0;
      }
      const testJob = TestJob.at(world, notation);
      const references = cases.map(({ reference }) => reference).join('\n');
      const run = await testJob.verify(references, { certificates, level }, inputs);
      const { artifacts } = reportOf(run);
      const actual = cases.map(({ title, reference }) => {
        const found = artifacts.filter((one) => one.reference === reference);
        assert.equal(found.length, 1, logOf(run));
        return [title, found[0]?.status === 'verified'] as const;
      });
      assert.deepEqual(Object.fromEntries(actual), expected);
      const passed = Object.values(expected).filter(Boolean).length;
      assert(passed > 0, 'none passed');
      assert.equal(run.result === 'Failed', passed < cases.length, logOf(run));
      rows += cases.length;
      failing += cases.length - passed;
    });
  }

  it(`R4 were compared for ${MIN_ROWS} artifacts, of which ${MIN_FAILING_ROWS} must fail`, () => {
    assert(
      rows >= MIN_ROWS && failing >= MIN_FAILING_ROWS,
      `${rows} rows, ${failing} of them fail`,
    );
  });
});
