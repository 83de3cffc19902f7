import assert from 'node:assert/strict';
import { shortenDigests } from '../../../src/text/shortDigest';
import semver from 'semver';
import { pushImage } from '../../doubles/registry/image';
import type { StepRun } from '../../../../../emulator/run';
import type { Fault, FaultRequest } from '../../doubles/registry/faults';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World } from '../../fixtures/world';
import { hostileLine, hostileText } from '../../fixtures/job/injectionTexts';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, logOf } from '../../fixtures/job/logAssertions';

/** One line that is left a line by whatever HTTP makes of it. */
const header = hostileLine.replace(/[\r\n]/g, '');

/** What a hostile registry at that address may answer with. */
function answersOf(url: string): Readonly<Record<string, Fault>> {
  const raw = (status: string, ...headers: string[]): Fault => ({
    raw: `HTTP/1.1 ${[status, ...headers, 'Content-Length: 0'].join('\r\n')}\r\n\r\n`,
  });
  const errors = [{ code: hostileText, message: hostileText, detail: hostileText }];
  return {
    'an error in JSON': { status: 500, body: { errors } },
    'an error in plain text': { status: 403, body: hostileText },
    'a redirect': raw('307 x', `Location: ${header}`),
    'a redirect to a hostile address': raw(
      '307 x',
      `Location: ${url}/${encodeURI(header)}#${header}`,
    ),
    'hostile headers': raw(
      `500 ${header}`,
      ...['Content-Type', 'Docker-Content-Digest', 'Link', 'X-Pwned'].map(
        (name) => `${name}: ${header}`,
      ),
    ),
    'a challenge': raw('401 x', `WWW-Authenticate: Bearer realm="${header}",service="${header}"`),
    'what is no HTTP': { raw: hostileText },
  };
}

const few = ['an error in JSON', 'a redirect to a hostile address', 'hostile headers'];

/**
 * The times that an artifact is given: so short a one mostly leaves none for a second attempt after a pause, and a
 * busy machine has the longer one, where nothing was asked in the first.
 */
const times = ['2s', '30s'] as const;

interface Call {
  readonly command: 'sign' | 'verify';
  readonly title: string;
  readonly matches: (request: FaultRequest) => boolean;
  /** The first version that makes it. */
  readonly since?: string;
}

const isTag = ({ reference = '' }: FaultRequest): boolean => reference.startsWith('sha256-');
const of =
  (kind: FaultRequest['kind'], method: string, tagged = false) =>
  (request: FaultRequest): boolean =>
    request.kind === kind && request.method === method && isTag(request) === tagged;

/** Every call that this task makes to a registry, and at sign notation after it, but those to tokens. */
const calls: readonly Call[] = [
  { command: 'verify', title: 'resolving', matches: of('manifest', 'HEAD') },
  { command: 'verify', title: 'its referrers', matches: of('referrers', 'GET') },
  { command: 'verify', title: 'its referrers tag', matches: of('manifest', 'GET', true) },
  { command: 'verify', title: 'a signature manifest', matches: of('manifest', 'GET') },
  { command: 'verify', title: 'a signature envelope', matches: of('blob', 'GET') },
  { command: 'sign', title: 'resolving', matches: of('manifest', 'HEAD') },
  {
    ...{ command: 'sign', title: 'resolving by notation' },
    matches: (request) => of('manifest', 'HEAD')(request) && request.attempt > 1,
  },
  { command: 'sign', title: 'looking for a blob', matches: of('blob', 'HEAD'), since: '1.1.0' },
  { command: 'sign', title: 'starting an upload', matches: of('upload', 'POST') },
  { command: 'sign', title: 'an upload', matches: of('upload', 'PUT') },
  { command: 'sign', title: 'pushing the signature', matches: of('manifest', 'PUT') },
  { command: 'sign', title: 'its referrers tag', matches: of('manifest', 'GET', true) },
  { command: 'sign', title: 'pushing the index', matches: of('manifest', 'PUT', true) },
];

describe('the gate and a hostile registry', () => {
  let world: World;
  let signed: string;
  let unsigned: string;

  before(async function () {
    world = await openSuiteWorld(this, { registry: { referrersApi: false } });
    ({ reference: signed } = await pushImage(world.registry, 'team/app', 'signed'));
    ({ reference: unsigned } = await pushImage(world.registry, 'team/app', 'unsigned'));
    const [notation] = notationVersions();
    assert(notation !== undefined);
    const run = await TestJob.at(world, notation).sign(signed);
    assert.equal(run.result, 'Succeeded', logOf(run));
  });

  afterEach(() => {
    world.registry.faults = undefined;
  });

  /** Runs a step while the registry answers such a call so; gives how often it did. */
  async function attacked(
    testJob: TestJob,
    call: Call,
    fault: Fault,
    timeoutPerArtifact: (typeof times)[number],
  ): Promise<number> {
    let hits = 0;
    world.registry.faults = (request) => {
      if (request.kind === 'other') return { status: 403, body: hostileText };
      if (!call.matches(request)) return undefined;
      hits += 1;
      return fault;
    };
    const artifact = call.command === 'sign' ? unsigned : signed;
    const run =
      call.command === 'sign'
        ? await testJob.sign(artifact, { timeoutPerArtifact })
        : await testJob.verify(artifact, {}, { timeoutPerArtifact });
    assertOnlyTaskCommands(run, 'Failed', [world.vault.access.clientSecret ?? '']);
    assert(
      run.issues.some(({ message }) => message.includes(shortenDigests(artifact))),
      logOf(run),
    );
    // This task repeats no word of a registry; notation, at its push, repeats some.
    if (call.command === 'verify') assertUnspoken(run);
    return hits;
  }

  function assertUnspoken({ raw }: StepRun): void {
    const spoken = /forged|degrof|pwned|result=Skipped/i.exec(raw.merged);
    assert.equal(spoken, null, 'a word of the registry was repeated');
  }

  for (const notation of notationVersions()) {
    const { version } = notation;
    for (const call of calls.filter(({ since = version }) => semver.gte(version, since))) {
      it(`G1 holds against a hostile answer to ${call.title} at ${call.command} (${version})`, async () => {
        const all = Object.entries(answersOf(world.registry.url));
        // All calls but the first are made by the same code: a few answers will do.
        const chosen = all.filter(
          ([title]) => call.title.startsWith('resolving') || few.includes(title),
        );
        for (const [title, fault] of chosen) {
          let hits = 0;
          for (const time of times) {
            const testJob = TestJob.at(world, notation, { debug: title !== 'an error in JSON' });
            hits = await attacked(testJob, call, fault, time);
            if (hits > 0) break;
          }
          assert(hits > 0, `${title} was never given`);
        }
      });
    }

    it(`G1 holds against a hostile token service (${version})`, async () => {
      const matches = ({ kind }: FaultRequest): boolean => kind === 'token';
      for (const fault of Object.values(answersOf(world.registry.url))) {
        let asked = 0;
        world.registry.faults = (request) => {
          if (!matches(request)) {
            const realm = `Bearer realm="${world.registry.url}/token",service="${header}"`;
            return { status: 401, headers: { 'WWW-Authenticate': realm } };
          }
          asked += 1;
          return fault;
        };
        for (const timeoutPerArtifact of times) {
          const testJob = TestJob.at(world, notation, { debug: true });
          const run = await testJob.verify(signed, {}, { timeoutPerArtifact });
          assertOnlyTaskCommands(run);
          assertUnspoken(run);
          if (asked > 0) break;
        }
        assert(asked > 0);
      }
    });

    it(`G1 obeys nothing that stands in a signature’s manifest (${version})`, async () => {
      const testJob = TestJob.at(world, notation, { debug: true });
      const run = await testJob.verify(signed);
      assert.equal(run.result, 'Succeeded', logOf(run));
      const annotations = { 'io.cncf.notary.x509chain.thumbprint#S256': hostileText };
      world.registry.faults = ({ kind, method }) =>
        kind === 'manifest' && method === 'GET'
          ? { body: { schemaVersion: 2, mediaType: hostileLine, annotations } }
          : undefined;
      const attackedRun = await testJob.verify(signed, {}, { timeoutPerArtifact: times[0] });
      assertOnlyTaskCommands(attackedRun);
      assertUnspoken(attackedRun);
    });
  }
});
