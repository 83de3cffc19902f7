import assert from 'node:assert/strict';
import type { JobOptions } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import { type PushedImage, pushImage, pushIndex } from '../../doubles/registry/image';
import type { ServerTls } from '../../doubles/registries';
import {
  type Certificate,
  certificateAuthority,
  serverCertificate,
} from '../../fixtures/certificates';
import type { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { BatchFixture, reportOf } from '../../fixtures/batches/batchFixture';
import { authOf, writeDockerConfig } from '../../fixtures/registry/logins';
import {
  type RegistryAddress,
  type RegistryKind,
  registryKinds,
} from '../../fixtures/registry/realRegistries';
import { assertHidden } from '../../fixtures/secrets';
import { endedWith } from '../../fixtures/suite';
import { type NotationVersion, notationVersions, requireTool } from '../../fixtures/tools';
import { registryLogin } from '../../fixtures/world';

type Subject = (target: RegistryAddress, repository: string) => Promise<PushedImage>;

describe('R8 real registries', () => {
  let fixture: BatchFixture;
  let tls: ServerTls;
  let authority: Certificate;
  let repositories = 0;

  before(async function () {
    requireTool(this, 'notation', 'registry', 'dockerRegistry', 'olareg', 'crane');
    fixture = endedWith(this, await BatchFixture.open());
    const folder = fixture.world.root;
    authority = certificateAuthority({ folder, commonName: 'tls-authority' });
    const server = serverCertificate(authority, ['127.0.0.1'], { folder, commonName: 'server' });
    tls = { ...server, authority: authority.pem };
  });

  const subjects: Readonly<Record<string, Subject>> = {
    image: (target, repository) => pushImage(target, repository, 'image', login(target)),
    index: (target, repository) => pushIndex(target, repository, 'index', login(target)),
    'Docker manifest': (target, repository) =>
      pushImage(target, repository, 'docker', { docker: true, ...login(target) }),
    'Docker manifest list': (target, repository) =>
      pushIndex(target, repository, 'list', { docker: true, ...login(target) }),
  };

  /** Only a registry with TLS asks for a login here. */
  const login = ({ certificate }: RegistryAddress) =>
    certificate === undefined ? {} : { credentials: registryLogin };

  /** The two ways in which an agent's user trusts an authority, one for each of two versions. */
  function optionsOf(at: number, { certificate }: RegistryAddress): JobOptions {
    if (certificate === undefined) return {};
    const file = authority.certificatePath;
    return at % 2 === 0 ? { certificates: { ca: file } } : { environment: { SSL_CERT_FILE: file } };
  }

  function station(notation: NotationVersion, at: number, target: RegistryAddress): TestJob {
    const opened = fixture.job(notation, optionsOf(at, target));
    const auths = { [target.host]: { auth: authOf(registryLogin) } };
    if (target.certificate !== undefined) writeDockerConfig(opened.job, { auths });
    return opened;
  }

  /** Pushes one artifact of each kind and signs all of them with one notation. */
  async function sign(
    kind: RegistryKind,
    target: RegistryAddress,
    notation: NotationVersion,
    at: number,
  ): Promise<string[]> {
    repositories += 1;
    const references: string[] = [];
    for (const push of Object.values(subjects)) {
      references.push((await push(target, `app${repositories}`)).reference);
    }
    const referrers = kind.hasApi && (at % 2 === 1 || !kind.keepsTags) ? 'api' : 'tag';
    const inputs = fixture.signing(references, { referrers });
    const run = await station(notation, at, target).job.run(fixture.world.task, { inputs });
    // Notation 1.0 warns at each signature that it stores by the API.
    const others = run.issues.filter(({ message }) => !message.includes('--allow-referrers-api'));
    assert.deepEqual(others, [], logOf(run));
    assertAll(target, run, references, 'signed');
    return references;
  }

  async function verify(
    target: RegistryAddress,
    notation: NotationVersion,
    at: number,
    references: readonly string[],
  ): Promise<void> {
    const opened = station(notation, at, target);
    const inputs = fixture.verifying(opened, references);
    const run = await opened.job.run(fixture.world.task, { inputs });
    assert.deepEqual([run.result, run.issues], ['Succeeded', []], logOf(run));
    assertAll(target, run, references, 'verified');
  }

  function assertAll(
    { certificate }: RegistryAddress,
    run: StepRun,
    references: readonly string[],
    status: string,
  ): void {
    const { artifacts } = reportOf(run);
    const found = artifacts.map((each) => [each.reference, each.status]);
    assert.deepEqual(
      found,
      references.map((reference) => [reference, status]),
    );
    if (certificate !== undefined)
      assertHidden(run, [registryLogin.password, authOf(registryLogin)]);
  }

  const versions = notationVersions();
  for (const kind of registryKinds) {
    it(`R8 ${kind.name}, with TLS and a login: signed by each notation, verified by each`, async function () {
      this.timeout(120_000 * versions.length);
      const target = endedWith(this, await kind.start({ tls, auth: registryLogin }));
      const references: string[] = [];
      for (const [at, notation] of versions.entries()) {
        references.push(...(await sign(kind, target, notation, at)));
      }
      for (const [at, notation] of versions.entries()) {
        await verify(target, notation, at, references);
      }
    });

    it(`R8 ${kind.name}, in plain HTTP: signed by the oldest, verified by the newest`, async function () {
      const target = endedWith(this, await kind.start());
      const [[oldest], newest] = [versions, versions.at(-1)];
      assert(oldest !== undefined && newest !== undefined);
      await verify(target, newest, 1, await sign(kind, target, oldest, 0));
    });
  }
});
