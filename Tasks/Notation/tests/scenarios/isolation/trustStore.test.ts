import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { FakeNotation } from '../../doubles/fakeNotation';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { Traces } from '../../fixtures/traces';
import { type World, signInputs } from '../../fixtures/world';
import { UserDirectories } from '../../fixtures/isolation/userDirectories';

describe('a trust store that is made of links', function () {
  let world: World;
  let user: UserDirectories;
  let artifactRefs: string;
  /** Job, by the version of notation installed in it. */
  const jobs = new Map<string, Job>();

  before(async function () {
    world = await openSuiteWorld(this);
    const mine = selfSignedCertificate({ folder: world.root, commonName: 'mine' });
    user = new UserDirectories(path.join(world.root, 'user'), mine);
    // The user's own directory of notation is a link too, to one that he shares with others.
    for (const folder of user.configurations) {
      const shared = path.join(user.root, `shared-${path.basename(path.dirname(folder))}`);
      renameSync(folder, shared);
      symlinkSync(shared, folder);
    }
    ({ reference: artifactRefs } = await pushImage(world.registry.host, 'app', 'latest'));
    for (const { version } of notationVersions()) {
      const job = world.job({ environment: user.environment });
      const inputs = { command: 'install', isCustomVersion: 'false', version };
      await job.run(world.task, { inputs });
      jobs.set(version, job);
    }
    const [job] = jobs.values();
    assert(job !== undefined);
    const signed = await job.run(world.task, { inputs: { ...signInputs(world), artifactRefs } });
    assert.equal(signed.result, 'Succeeded', signed.log.join('\n'));
  });

  /** Moves the store of a job out of its sources, and gives the folder that links stand for. */
  function moveStore(job: Job): string {
    const store = path.join(job.sources, '.pipeline/truststore');
    const elsewhere = path.join(job.root, 'elsewhere');
    rmSync(elsewhere, { recursive: true, force: true });
    rmSync(store, { recursive: true, force: true });
    world.trust(job);
    renameSync(store, elsewhere);
    return elsewhere;
  }

  async function verify(job: Job): Promise<StepRun> {
    const traces = new Traces(job, {
      user: user.root,
      elsewhere: path.join(job.root, 'elsewhere'),
    });
    const trust = {
      trustPolicy: '.pipeline/trustpolicy/trustpolicy.json',
      trustStore: '.pipeline/truststore',
    };
    const done = await job.run(world.task, {
      inputs: { command: 'verify', artifactRefs, ...trust },
    });
    assert.deepEqual(traces.left('verify', done), []);
    return done;
  }

  for (const { version } of notationVersions()) {
    it(`H2 is read through a link to the whole of it, with notation ${version}`, async () => {
      const job = jobs.get(version);
      assert(job !== undefined);
      symlinkSync(moveStore(job), path.join(job.sources, '.pipeline/truststore'));
      const { result, log } = await verify(job);
      assert.equal(result, 'Succeeded', log.join('\n'));
    });

    it(`H2 is read through links to folders and files within, with notation ${version}`, async () => {
      const job = jobs.get(version);
      assert(job !== undefined);
      const elsewhere = path.join(moveStore(job), 'x509/ca/signers');
      const stores = path.join(job.sources, '.pipeline/truststore/x509/ca');
      mkdirSync(path.join(stores, 'signers'), { recursive: true });
      const [certificate = ''] = readdirSync(elsewhere);
      symlinkSync(path.join(elsewhere, certificate), path.join(stores, 'signers', certificate));
      symlinkSync(elsewhere, path.join(stores, 'signers/folder'));
      symlinkSync(elsewhere, path.join(stores, 'linked'));
      symlinkSync(path.join(elsewhere, 'gone'), path.join(stores, 'nowhere'));
      const { result, log } = await verify(job);
      assert.equal(result, 'Succeeded', log.join('\n'));
      assert(log.some((line) => line.includes('Not copied') && line.includes('signers/folder')));
    });

    it(`H2 is not touched where it cannot be used, with notation ${version}`, async () => {
      const job = jobs.get(version);
      assert(job !== undefined);
      const elsewhere = moveStore(job);
      cpSync(path.join(world.task, 'index.js'), path.join(elsewhere, 'x509/ca/signers/program.js'));
      symlinkSync(elsewhere, path.join(job.sources, '.pipeline/truststore'));
      const { result, issues } = await verify(job);
      assert.deepEqual(
        [result, issues.map(({ code }) => code)],
        ['Failed', ['CertificateUnreadable']],
      );
    });
  }

  it('H2 stays whole when a link to it lies in the private directories that are removed', async () => {
    const body = `const fs = require('node:fs');
fs.symlinkSync(process.env.TEST_TARGET, process.env.NOTATION_CONFIG + '/linked');
console.log('Successfully verified signature for ' + args[args.length - 1]);`;
    const notation = new FakeNotation(world.root);
    notation.act(body);
    const environment = { ...user.environment, ...notation.environment, TEST_TARGET: user.root };
    const job = world.job({ environment });
    symlinkSync(moveStore(job), path.join(job.sources, '.pipeline/truststore'));
    const { result, log } = await verify(job);
    assert.equal(result, 'Succeeded', log.join('\n'));
  });
});
