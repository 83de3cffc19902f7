import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import type { Fault, FaultHook } from '../../doubles/registry/faults';
import { type Forgery, forgeSignature } from '../../doubles/registry/forgedSignature';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { listLast } from '../../doubles/registry/tampering';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation, notationVersions } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { Station } from '../../fixtures/gate/station';
import { assertGateHeld, codesOf, logOf } from '../../fixtures/gate/verdict';

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

  /** A registry is not on the same machine: a signature takes its time. */
  const distant: FaultHook = ({ kind, method }) =>
    kind === 'blob' && method === 'GET' ? { after: 200 } : undefined;

  beforeEach(() => {
    rmSync(mark, { force: true });
    world.registry.faults = distant;
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

    /** A well signed image, in whose repository something happens when notation asks for it again. */
    async function meanwhile(
      happens: (image: PushedImage) => void,
      fault?: Fault,
    ): Promise<StepRun> {
      images += 1;
      const image = await pushImage(world.registry, repository, `v${images}`);
      const station = Station.at(world, notation);
      assert.equal((await station.sign(image.reference)).result, 'Succeeded');
      // Each run of notation begins with the artifact itself, and the first one is the look at it.
      world.registry.faults = (request) => {
        const { kind, reference, attempt } = request;
        const isAgain = kind === 'manifest' && reference === image.digest && attempt === 2;
        if (!isAgain) return distant(request);
        happens(image);
        return fault;
      };
      return station.verify(image.reference);
    }

    function forgeFirst(image: PushedImage, attributes: Forgery['attributes']): void {
      const { store } = world.registry;
      const [good = ''] = store.signaturesOf(repository, image.digest);
      forgeSignature(store, repository, image, stranger, { attributes });
      listLast(store, repository, good);
    }

    for (const [when, fault] of [
      ['between look and verification', undefined],
      ['before verification is tried again', { status: 503 }],
    ] as const) {
      it(`H5 is not run where the signature comes ${when} (${version})`, async () => {
        const attributes = { [attribute]: named() };
        const run = await meanwhile((image) => {
          forgeFirst(image, attributes);
        }, fault);
        assertGateHeld(run);
        assert.deepEqual(codesOf(run), ['SignaturePluginRefused'], logOf(run));
        assert(!existsSync(mark), 'it was run');
      });
    }

    it(`H5 an honest signature that comes in between is looked at, too (${version})`, async () => {
      const run = await meanwhile((image) => {
        forgeFirst(image, {});
      });
      assertGateHeld(run, 'Succeeded');
    });

    it(`G8 a signature that cannot be read matters only where it is tried (${version})`, async () => {
      const station = Station.at(world, notation);
      const { store } = world.registry;
      const results: string[] = [];
      for (const isFirst of [false, true]) {
        images += 1;
        const image = await pushImage(world.registry, repository, `v${images}`);
        await station.sign(image.reference);
        const [good = ''] = store.signaturesOf(repository, image.digest);
        const attributes = { [attribute]: named() };
        forgeSignature(store, repository, image, stranger, {
          attributes,
          payload: { targetArtifact: 5 },
        });
        if (isFirst) listLast(store, repository, good);
        results.push((await station.verify(image.reference)).result);
      }
      assert.deepEqual(results, ['Succeeded', 'Failed']);
      assert(!existsSync(mark), 'it was run');
    });
  }

  it('H5 a name of any length makes no error of any length', async () => {
    const { reference } = await planted({ attributes: { [attribute]: '../x'.repeat(100_000) } });
    const run = await Station.at(world, newestNotation()).verify(reference);
    assert.deepEqual(codesOf(run), ['SignaturePluginRefused'], logOf(run));
    assert((run.issues[0]?.message ?? '').length < 2000);
  });
});
