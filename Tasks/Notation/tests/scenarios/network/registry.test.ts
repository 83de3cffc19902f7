import assert from 'node:assert/strict';
import { shortenDigests } from '../../../src/text/shortDigest';
import path from 'node:path';
import type { Job } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import type { FaultHook, FaultRequest } from '../../doubles/registry/faults';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { type World, signInputs } from '../../fixtures/world';
import { codes, logOf } from '../../fixtures/network/releaseHost';

/** The time of an artifact in which a good one is signed or verified, on a busy machine too. */
const LONG_ENOUGH = '10s';

/** What is asked for first, of the artifact itself: by this task, and at sign by notation after it. */
const isQuestion = ({ kind, method, repository }: FaultRequest): boolean =>
  kind === 'manifest' && method === 'HEAD' && repository === 'ill';

/** The last thing that makes a signature: its manifest. */
const isSignature = ({ kind, method, repository }: FaultRequest): boolean =>
  kind === 'manifest' && method === 'PUT' && repository === 'ill';

describe('a registry that fails', () => {
  let world: World;
  let job: () => Job;
  let ill: string;
  let well: string;

  before(async function () {
    world = await openSuiteWorld(this);
    const folder = path.dirname(newestNotation().path);
    const PATH = `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`;
    job = () => world.job({ environment: { PATH } });
  });

  beforeEach(async () => {
    world.registry.reset();
    ill = (await pushImage(world.registry, 'ill', 'v1')).reference;
    well = (await pushImage(world.registry, 'well', 'v1')).reference;
  });

  function sign(artifactRefs: string, inputs: Record<string, string> = {}): Promise<StepRun> {
    return job().run(world.task, { inputs: { ...signInputs(world), artifactRefs, ...inputs } });
  }

  function verify(artifactRefs: string, inputs: Record<string, string> = {}): Promise<StepRun> {
    const verifier = job();
    const usual = { command: 'verify', artifactRefs, ...world.trust(verifier) };
    return verifier.run(world.task, { inputs: { ...usual, ...inputs } });
  }

  function assertSucceeded(step: StepRun): void {
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
  }

  /** The step failed with this code, for the one artifact alone. */
  function assertOneFailed(step: StepRun, code: string): void {
    assert.deepEqual([step.result, codes(step)], ['Failed', [code]], logOf(step));
    const message = step.issues[0]?.message ?? '';
    assert(message.includes(shortenDigests(ill)), message);
    assert.match(logOf(step), /Artifacts: 2\. \w+: 1, .*, failed: 1\./);
  }

  function count(is: (request: { method: string; path: string }) => boolean): number {
    return world.registry.requests.filter(is).length;
  }

  const signatures = (repository: string, digest: string): number =>
    world.registry.store.indexedSignaturesOf(repository, digest).length;

  const once =
    (status: number, is: (request: FaultRequest) => boolean): FaultHook =>
    (request) =>
      request.attempt === 1 && is(request) ? { status } : undefined;

  const questions = (): number =>
    count(({ path: asked, method }) => asked.startsWith('/v2/ill/manifests/') && method === 'HEAD');

  for (const status of [429, 503]) {
    it(`N7 ${status}, once: sign and verify are tried again and succeed`, async () => {
      for (const [run, asked] of [
        [sign, 4], // twice by this task, twice by notation
        [verify, 2],
      ] as const) {
        world.registry.faults = once(status, isQuestion);
        const before = questions();
        assertSucceeded(await run(ill));
        assert.equal(questions() - before, asked);
      }
      assert.equal(signatures('ill', ill.slice(ill.indexOf('@') + 1)), 1);
    });

    it(`N7 ${status}, once, at notation’s own question: sign is tried again and succeeds`, async () => {
      world.registry.faults = (request) =>
        request.attempt === 2 && isQuestion(request) ? { status } : undefined;
      const signed = await sign(ill);
      assertSucceeded(signed);
      assert.match(logOf(signed), /Trying again \(2 of 3\)/);
      assert.equal(signatures('ill', ill.slice(ill.indexOf('@') + 1)), 1);
    });
  }

  it('N7 503, always: ends after four attempts, and others go on', async () => {
    assertSucceeded(await sign(well));
    world.registry.faults = (request) =>
      request.repository === 'ill' ? { status: 503 } : undefined;
    const before = questions();
    for (const step of await Promise.all([sign, verify].map((run) => run(`${ill},${well}`)))) {
      assertOneFailed(step, 'RegistryUnavailable');
      assert.match(step.issues[0]?.message ?? '', /answered with status 503/);
    }
    assert.equal(questions() - before, 2 * 4);
  });

  it('N7 429, always: each artifact waits for as long as it may, and fails', async () => {
    assertSucceeded(await sign(well));
    // After the third answer the registry asks for more time than is left.
    const faults: FaultHook = ({ repository, attempt }) => {
      const headers = { 'Retry-After': attempt < 3 ? '1' : '3600' };
      return repository === 'ill' ? { status: 429, headers } : undefined;
    };
    for (const run of [sign, verify]) {
      world.registry.faults = faults; // and counts the attempts anew
      const before = questions();
      // One artifact after the other: a registry that limits the rate slows all that is asked of it.
      const step = await run(`${well},${ill}`, { maxParallel: '1' });
      assertOneFailed(step, 'RegistryUnavailable');
      assert.match(step.issues[0]?.message ?? '', /status 429/);
      assert.equal(questions() - before, 3);
    }
  });

  it('N7 503, once, for a signature itself: verify is tried again and succeeds', async () => {
    assertSucceeded(await sign(ill));
    const digest = ill.slice(ill.indexOf('@') + 1);
    const [signature = ''] = world.registry.store.signaturesOf('ill', digest);
    world.registry.faults = once(503, ({ reference }) => reference === signature);
    const before = count(({ path: asked }) => asked.endsWith(signature));
    assertSucceeded(await verify(ill));
    assert.equal(count(({ path: asked }) => asked.endsWith(signature)) - before, 2);
  });

  it('N7 a stall: each artifact has its time, is given up after it, and others go on', async () => {
    assertSucceeded(await sign(well));
    world.registry.faults = (request) => (isQuestion(request) ? { stall: true } : undefined);
    const inputs = { timeoutPerArtifact: LONG_ENOUGH };
    for (const step of await Promise.all(
      [sign, verify].map((run) => run(`${ill},${well}`, inputs)),
    )) {
      assertOneFailed(step, 'ArtifactTimedOut');
      assert.match(step.issues[0]?.message ?? '', /took longer than 10 seconds/);
    }
  });

  it('N7 a sign that timed out is not repeated: nobody knows what was pushed', async () => {
    world.registry.faults = (request) => (isSignature(request) ? { stall: true } : undefined);
    const step = await sign(`${ill},${well}`, { timeoutPerArtifact: LONG_ENOUGH });
    assertOneFailed(step, 'ArtifactTimedOut');
    assert.doesNotMatch(logOf(step), /Trying again/);
    const uploads = count(
      ({ method, path: asked }) =>
        method === 'PUT' && asked.startsWith('/v2/ill/manifests/sha256:'),
    );
    assert.equal(uploads, 1);
    const calls = world.vault.calls().length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(world.vault.calls().length, calls);
  });

  it('N7 the time of an artifact holds for all attempts at it together', async () => {
    // The second pause is one that the whole time would allow for, and what is left of it does not.
    world.registry.faults = (request) => {
      const headers = { 'Retry-After': request.attempt === 1 ? '2' : '9' };
      return isQuestion(request) ? { status: 503, headers } : undefined;
    };
    const before = questions();
    const step = await sign(ill, { timeoutPerArtifact: LONG_ENOUGH });
    assert.deepEqual([step.result, codes(step)], ['Failed', ['RegistryUnavailable']], logOf(step));
    assert.equal(questions() - before, 2);
  });
});
