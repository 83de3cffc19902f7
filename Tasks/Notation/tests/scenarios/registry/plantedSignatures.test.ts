import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import type { PushedImage } from '../../doubles/registry/image';
import { listLast } from '../../doubles/registry/tampering';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { BareNotation } from '../../fixtures/bareNotation';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf, wordsOf } from '../../fixtures/job/logAssertions';
import {
  COSE,
  type Format,
  JWS,
  attachEnvelope,
  envelopeOf,
  formats,
  storeImage,
} from '../../fixtures/registry/content';
import { PlantedProgram } from '../../fixtures/plantedProgram';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation, notationVersions } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

const repository = 'team/app';
const PLUGIN = 'io.cncf.notary.verificationPlugin';
const MEBIBYTE = 1024 * 1024;

/** Attaches a signature that must not be tried; gives its digest and what the step says of it. */
type Plant = (image: PushedImage) => readonly [digest: string, reason: RegExp];

describe('R3 planted signatures', () => {
  let world: World;
  let stranger: Certificate;
  /** What signatures name. */
  let program: PlantedProgram;

  before(async function () {
    world = await openSuiteWorld(this);
    stranger = selfSignedCertificate({ folder: world.root, commonName: 'stranger' });
    program = new PlantedProgram(world.root);
  });

  beforeEach(() => {
    world.registry.reset();
    program.forget();
  });

  /** The user's own plugins, of every directory that notation knows, hold the program by this name. */
  function plantPlugin({ job }: TestJob, name: string): void {
    const roots = [path.join(job.home, '.config/notation'), path.join(job.sources, 'notation')];
    for (const root of roots) {
      const folder = path.join(root, 'plugins', name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, `notation-${name}`), program.script, { mode: 0o755 });
    }
  }

  function attachOf(image: PushedImage, format: Format, attributes: Record<string, string> = {}) {
    const envelope = envelopeOf(format, image, [stranger], { attributes });
    return attachEnvelope(world.registry, repository, image, envelope, format).digest;
  }

  function attachGood(image: PushedImage, format: Format): string {
    const envelope = envelopeOf(format, image, [world.certificate]);
    return attachEnvelope(world.registry, repository, image, envelope, format).digest;
  }

  const unread = /^Signature(?:PluginRefused|Unreadable)$/;
  const names: readonly [name: string, value: () => string, code: RegExp][] = [
    ['a path', () => program.byPath, unread],
    ['an absolute path', () => program.file, unread],
    ['a plain name', () => 'marker', /^VerificationPluginMissing$/],
  ];

  const naming =
    (format: Format, value: () => string): Plant =>
    (image) => [attachOf(image, format, { [PLUGIN]: value() }), /verification plugin/];
  const plants: readonly Plant[] = [
    ...formats.flatMap((format) => names.map(([, value]) => naming(format, value))),
    (image) => [attachBytes(image, Buffer.from('{}'), JWS), /./],
    (image) => [attachBytes(image, Buffer.from([0xff, 1]), COSE), /./],
    (image) => [
      attachBytes(image, Buffer.alloc(9 * MEBIBYTE, 'a'), JWS),
      /envelope is larger than 4 MiB/,
    ],
    (image) => {
      const digest = world.registry.store.putBlob(repository, Buffer.from('{}'));
      const annotations = { x: 'a'.repeat(9 * MEBIBYTE) };
      const change = { layers: [{ mediaType: JWS, digest, size: 2, annotations }] };
      return [attachBytes(image, Buffer.from('{}'), JWS, change), /more than 4194304/];
    },
    (image) => {
      const { mediaType, digest, size } = image;
      const change = { subject: { mediaType, digest, size: size + 1 } };
      const envelope = envelopeOf(JWS, image, [world.certificate]);
      return [attachBytes(image, envelope, JWS, change), /another artifact as its subject/];
    },
    (image) => {
      const envelope = envelopeOf(JWS, image, [stranger]);
      const digest = world.registry.store.putBlob(repository, envelope);
      const layer = { mediaType: JWS, digest, size: envelope.length };
      const change = { layers: [layer, { ...layer, mediaType: COSE }] };
      return [attachBytes(image, envelope, JWS, change), /2 envelopes, not one/];
    },
    (image) => [attachBytes(image, Buffer.from('x'), 'text/plain'), /neither JWS nor COSE/],
  ];

  function attachBytes(
    image: PushedImage,
    envelope: Buffer,
    format: string,
    change: Parameters<typeof attachEnvelope>[5] = {},
  ): string {
    return attachEnvelope(world.registry, repository, image, envelope, format, change).digest;
  }

  const leftOutLines = ({ log }: StepRun): string[] =>
    log.filter((line) => line.startsWith('  Signature not tried: '));

  for (const notation of notationVersions()) {
    const { version } = notation;

    for (const format of formats) {
      for (const [name, value, code] of names) {
        it(`R3 no program runs that a signature names by ${name} (${format}, ${version})`, async () => {
          const image = storeImage(world.registry, repository);
          attachOf(image, format, { [PLUGIN]: value() });
          const testJob = TestJob.at(world, notation);
          plantPlugin(testJob, 'marker');
          const run = await testJob.verify(image.reference);
          assertOnlyTaskCommands(run);
          assert.match(codesOf(run).join(), code, logOf(run));
          assert(!program.wasRun, 'it was run');
        });
      }
    }

    it(`R3 notation itself does run what a signature names (${version})`, async () => {
      const bare = new BareNotation(mkdtempSync(path.join(world.root, 'bare-')));
      bare.trust([stranger]);
      bare.addPlugin('marker', program.script);
      for (const format of formats) {
        for (const value of [program.byPath, 'marker']) {
          program.forget();
          const image = storeImage(world.registry, repository);
          attachOf(image, format, { [PLUGIN]: value });
          await bare.run(notation.path, ['verify', image.reference]);
          assert(program.wasRun, `${format}: ${value} was not run`);
        }
      }
    });

    it(`R3 none of ${plants.length} planted ones blocks a good one behind or before them (${version})`, async () => {
      const testJob = TestJob.at(world, notation);
      plantPlugin(testJob, 'marker');
      // Each kind alone before a good one, then all of them before and all of them behind it.
      const kinds: (readonly [plants: readonly Plant[], isFirst: boolean])[] = [
        ...plants.map((plant) => [[plant], true] as const),
        [plants, true],
        [plants, false],
      ];
      const expected = new Map<string, readonly (readonly [string, RegExp])[]>();
      for (const [index, [all, isFirst]] of kinds.entries()) {
        const image = storeImage(world.registry, repository);
        const good = attachGood(image, index % 2 === 0 ? JWS : COSE);
        const planted = all.map((plant) => plant(image));
        if (isFirst) listLast(world.registry.store, repository, good);
        expected.set(image.reference, isFirst ? planted : []);
      }
      const run = await testJob.verify([...expected.keys()].join('\n'));
      assertOnlyTaskCommands(run, 'Succeeded');
      assert.deepEqual(run.issues, [], logOf(run));
      const told = leftOutLines(run);
      const awaited = [...expected.values()].flat();
      assert.equal(told.length, awaited.length, told.join('\n'));
      for (const [digest, reason] of awaited) {
        const lines = told.filter((line) => line.includes(digest));
        assert(lines.length === 1 && reason.test(lines[0] ?? ''), `${digest}: ${lines.join()}`);
      }
      assert(!program.wasRun, 'it was run');
    });

    it(`R3 a good signature of another artifact is found out, and blocks no good one (${version})`, async () => {
      const image = storeImage(world.registry, repository);
      const subject = storeImage(world.registry, repository);
      const envelope = envelopeOf(COSE, image, [world.certificate], { subject });
      attachBytes(image, envelope, COSE);
      const testJob = TestJob.at(world, notation);
      const alone = await testJob.verify(image.reference);
      assertOnlyTaskCommands(alone);
      assert.deepEqual(codesOf(alone), ['SignatureSubjectMismatch'], logOf(alone));
      attachGood(image, COSE);
      assertOnlyTaskCommands(await testJob.verify(image.reference), 'Succeeded');
    });

    it(`R3 a stranger’s signatures before a good one do not block it (${version})`, async () => {
      const image = storeImage(world.registry, repository);
      for (let count = 0; count < 6; count += 1) {
        attachOf(image, formats[count % 2] ?? JWS, { 'com.example.count': String(count) });
      }
      attachGood(image, COSE);
      const run = await TestJob.at(world, notation).verify(image.reference);
      assertOnlyTaskCommands(run, 'Succeeded');
      assert.deepEqual(run.issues, [], logOf(run));
    });
  }

  it('R3 planted signatures block a good one from maxSignatures on alone, and the error says so', async () => {
    const image = storeImage(world.registry, repository);
    const spoiled = Array.from({ length: 5 }, (_, index) =>
      attachBytes(image, Buffer.from(`{"n":${index}}`), JWS),
    );
    attachGood(image, JWS);
    const testJob = TestJob.at(world, newestNotation());
    const passed = await testJob.verify(image.reference, {}, { maxSignatures: '6' });
    assertOnlyTaskCommands(passed, 'Succeeded');
    assert.equal(leftOutLines(passed).length, 5);
    world.registry.requests.length = 0;
    const blocked = await testJob.verify(image.reference, {}, { maxSignatures: '5' });
    assertOnlyTaskCommands(blocked);
    assert.deepEqual(codesOf(blocked), ['SignatureUnreadable'], logOf(blocked));
    const message = blocked.issues[0]?.message ?? '';
    assert.match(message, /more than 5 signatures are listed/);
    assert(
      spoiled.every((digest) => wordsOf(blocked).includes(digest)),
      message,
    );
    const blobs = world.registry.requests.filter(({ path: asked }) => asked.includes('/blobs/'));
    assert.equal(blobs.length, 5);
  });
});
