import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import type { Fault, FaultHook, FaultRequest } from '../../doubles/registry/faults';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { codes, logOf } from '../../fixtures/network/releaseHost';

/** The signature's own manifest; that of the list of signatures goes by its tag. */
const isSignature = ({ kind, method, reference = '' }: FaultRequest): boolean =>
  kind === 'manifest' && method === 'PUT' && reference.startsWith('sha256:');

const repository = 'team/app';

describe('a registry whose answer to a signature is lost', () => {
  let world: World;
  let image: PushedImage;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  beforeEach(async () => {
    world.registry.reset();
    image = await pushImage(world.registry, repository, 'v1');
  });

  /** Stores the first signature that comes, and then does something wrong all the same. */
  function afterStoring(fault: Fault): FaultHook {
    let isFirst = true;
    return (request) => {
      if (!isFirst || !isSignature(request)) return undefined;
      isFirst = false;
      const pushed = world.registry.requests
        .filter(({ method, path }) => method === request.method && path === request.path)
        .at(-1);
      assert(pushed !== undefined);
      const type = pushed.headers['content-type'] ?? '';
      world.registry.store.putManifest(repository, type, pushed.body);
      return fault;
    };
  }

  const stored = (): number => world.registry.store.signaturesOf(repository, image.digest).length;

  const faults: [title: string, fault: Fault][] = [
    ['502', { status: 502 }],
    ['504', { status: 504 }],
    ['500', { status: 500 }],
    ['a reset', { reset: true }],
    ['the end of the connection', { raw: '' }],
  ];
  for (const notation of notationVersions()) {
    for (const [title, fault] of faults) {
      it(`N7 ${title}: it is not repeated, and the error says so (${notation.version})`, async () => {
        world.registry.faults = afterStoring(fault);
        const run = await TestJob.at(world, notation).sign(image.reference);
        assert.deepEqual([run.result, codes(run)], ['Failed', ['RegistryUnavailable']], logOf(run));
        assert.match(run.issues[0]?.message ?? '', /whether the signature was stored .* not known/);
        assert.equal(stored(), 1);
      });
    }

    const harmless: [title: string, fault: Fault, is: (request: FaultRequest) => boolean][] = [
      ['a signature that is refused by 429', { status: 429 }, isSignature],
      ['a signature that is refused by 503', { status: 503 }, isSignature],
      ['a piece of it that is lost', { status: 502 }, ({ kind }) => kind === 'upload'],
    ];
    for (const [title, fault, is] of harmless) {
      it(`N7 ${title} is pushed again (${notation.version})`, async () => {
        let isFirst = true;
        world.registry.faults = (request) => {
          if (!isFirst || request.method === 'HEAD' || !is(request)) return undefined;
          isFirst = false;
          return fault;
        };
        const run: StepRun = await TestJob.at(world, notation).sign(image.reference);
        assert.deepEqual([run.result, run.issues], ['Succeeded', []], logOf(run));
        assert.match(logOf(run), /Trying again \(2 of 3\)/);
        assert.equal(stored(), 1);
      });
    }
  }
});
