import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startProxy } from '../../doubles/proxy';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { certificateAuthority, serverCertificate } from '../../fixtures/certificates';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { reportOf } from '../../fixtures/batches/batchFixture';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

/** The hosts that the two names of Docker Hub lead to. Only the proxy knows the way. */
const hosts = ['registry-1.docker.io', 'index.docker.io'];
const repository = 'team/app';
const login = { username: 'agent', password: 'password-of-the-proxy' };

describe('an image of Docker Hub by both of its names', () => {
  let folder: string;
  let world: World;
  let testJob: TestJob;
  let image: PushedImage;
  let references: string[];

  before(async function () {
    folder = mkdtempSync(path.join(tmpdir(), 'notation-hub-'));
    const issuer = certificateAuthority({ folder, commonName: 'authority' });
    const names = [...hosts, 'localhost'];
    const leaf = serverCertificate(issuer, names, { folder, commonName: 'hub' });
    const tls = { key: readFileSync(leaf.keyPath, 'utf8'), cert: leaf.pem + issuer.pem };
    world = await openSuiteWorld(this, { registry: { tls } });
    const routes = Object.fromEntries(hosts.map((host) => [`${host}:443`, world.registry.host]));
    const proxy = endedWith(this, await startProxy({ ...login, routes }));
    testJob = TestJob.at(world, newestNotation(), {
      proxy: { url: proxy.url, ...login },
      certificates: { ca: issuer.certificatePath },
    });
    image = await pushImage(world.registry, repository, 'v1');
    references = ['docker.io', 'index.docker.io'].map(
      (registry) => `${registry}/${repository}@${image.digest}`,
    );
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('P1 is signed once, and told by each of them', async () => {
    const run = await testJob.sign(references.join('\n'));
    assert.equal(run.result, 'Succeeded', logOf(run));
    const found = reportOf(run).artifacts.map(({ reference, status }) => [reference, status]);
    assert.deepEqual(
      found,
      references.map((reference) => [reference, 'signed']),
    );
    assert.equal(world.registry.store.signaturesOf(repository, image.digest).length, 1, logOf(run));
  });

  it('P1 is verified by each of them, for a policy goes by the name', async () => {
    const verify = (...scopes: string[]) => testJob.verify(references.join('\n'), { scopes });
    const [one = '', other = ''] = references.map((reference) => reference.split('@')[0]);
    const both = await verify(one, other);
    assert.equal(both.result, 'Succeeded', logOf(both));
    assert.equal(reportOf(both).artifacts.length, 2);
    const run = await verify(one);
    assert.equal(run.result, 'Failed', logOf(run));
    assert(run.issues[0]?.message.includes('index.docker.io'), logOf(run));
  });
});
