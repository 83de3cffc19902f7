import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Certificate, selfSignedCertificate } from '../../support/certificates';
import { type Forgery, forgeSignature } from '../../support/registry/forgedSignature';
import { type PushedImage, pushImage } from '../../support/registry/image';
import { listLast } from '../../support/registry/tampering';
import { openSuiteWorld } from '../../support/suite';
import { notationVersions } from '../../support/tools';
import type { World } from '../../support/world';
import { Station } from '../gate/station';
import { assertGateHeld, codesOf, logOf } from '../gate/verdict';

const repository = 'team/app';
const attribute = 'io.cncf.notary.verificationPlugin';

describe('a program that a signature names', function () {
  let world: World;
  let stranger: Certificate;
  /** Exists once the program was run. */
  let mark: string;
  let program: string;
  let images = 0;

  before(async function () {
    world = await openSuiteWorld(this);
    stranger = selfSignedCertificate({ folder: world.root, commonName: 'stranger' });
    mark = path.join(world.root, 'run');
    program = path.join(world.root, 'program');
    writeFileSync(program, `#!/bin/sh\ntouch '${mark}'\n`, { mode: 0o755 });
  });

  /** From whatever folder of plugins, the name leads to the program. */
  const named = (): string => `${'../'.repeat(40)}${program.slice(1)}`;

  beforeEach(() => {
    rmSync(mark, { force: true });
  });

  afterEach(() => {
    world.registry.reset();
  });

  async function planted(forgery: Partial<Forgery> = {}): Promise<PushedImage> {
    images += 1;
    const image = await pushImage(world.registry, repository, `v${images}`);
    const whole = { attributes: { [attribute]: named() }, ...forgery };
    forgeSignature(world.registry.store, repository, image, stranger, whole);
    return image;
  }

  for (const notation of notationVersions()) {
    const { version } = notation;

    it(`H5 is not run where its name is a path (${version})`, async () => {
      const { reference } = await planted();
      const run = await Station.at(world, notation).verify(reference);
      assertGateHeld(run);
      assert.deepEqual(codesOf(run), ['SignaturePluginRefused'], logOf(run));
      const message = run.issues[0]?.message ?? '';
      assert(message.includes(reference) && message.includes('../'), message);
      assert(!existsSync(mark), 'it was run');
    });

    it(`H5 is not run where notation could not show the signature (${version})`, async () => {
      const { reference } = await planted({ payload: { targetArtifact: 5 } });
      const run = await Station.at(world, notation).verify(reference);
      assertGateHeld(run);
      assert.deepEqual(codesOf(run), ['SignaturePluginRefused'], logOf(run));
      assert(!existsSync(mark), 'it was run');
    });

    it(`H5 is not run where sign looks whether the artifact is signed (${version})`, async () => {
      const { reference } = await planted();
      const station = Station.at(world, notation);
      const run = await station.sign(reference, {
        skipSigned: 'true',
        ...world.trust(station.job),
      });
      assert.equal(run.result, 'Succeeded', logOf(run));
      assert(!existsSync(mark), 'it was run');
    });

    for (const [title, attributes, result] of [
      ['is looked at first', {}, 'Succeeded'],
      ['does not open the gate', { [attribute]: '' }, 'Failed'],
    ] as const) {
      it(`H5 a signature that comes while others are looked at ${title} (${version})`, async () => {
        const image = await pushImage(world.registry, repository, `between${version}`);
        const station = Station.at(world, notation);
        assert.equal((await station.sign(image.reference)).result, 'Succeeded');
        const { store } = world.registry;
        const [good = ''] = store.signaturesOf(repository, image.digest);
        const named_ = Object.fromEntries(Object.keys(attributes).map((name) => [name, named()]));
        // Each run of notation begins with the artifact itself.
        world.registry.faults = ({ kind, reference, attempt }) => {
          if (kind !== 'manifest' || reference !== image.digest || attempt !== 2) return undefined;
          forgeSignature(store, repository, image, stranger, { attributes: named_ });
          listLast(store, repository, good);
          return undefined;
        };
        const run = await station.verify(image.reference);
        assertGateHeld(run, result);
        const codes = result === 'Failed' ? ['SignaturePluginRefused'] : [];
        assert.deepEqual(codesOf(run), codes, logOf(run));
      });
    }
  }
});
