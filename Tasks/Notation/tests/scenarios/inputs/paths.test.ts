import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openSuiteWorld } from '../../fixtures/suite';
import type { World } from '../../fixtures/world';
import { InputFixture, writeSource } from '../../fixtures/inputs/inputFixture';

type Inputs = Readonly<Record<string, string>>;

const artifactRefs = `r.example/app@sha256:${'0'.repeat(64)}`;

describe('what the inputs name', () => {
  let world: World;
  let fixture: InputFixture;

  before(async function () {
    world = await openSuiteWorld(this);
    fixture = new InputFixture(world);
  });

  const plugin = { plugin: 'custom', keyid: 'key', pluginName: 'own' };
  const download = { pluginUrl: 'https://files.example/a.zip', pluginChecksum: '0'.repeat(64) };
  const stamp = { timestampURL: 'http://tsa.example' };
  const saving = { trustedCertificates: 'a.pem' };
  const trust = { trustPolicy: 'a.pem', trustStore: 'folder' };

  type Row = [
    command: 'sign' | 'verify',
    code: Parameters<InputFixture['assertRefused']>[1],
    inputs: Inputs,
    name: string,
    value: string,
  ];
  const table: Row[] = [
    ['sign', 'FileExpected', { ...plugin, pluginPath: 'folder' }, 'pluginPath', 'folder'],
    ['sign', 'FileExpected', { ...stamp, timestampRootCert: '.' }, 'timestampRootCert', '.'],
    [
      'sign',
      'FileExpected',
      { selfSigned: '', caCertBundle: 'folder/' },
      'caCertBundle',
      'folder/',
    ],
    ['verify', 'FileExpected', { ...trust, trustPolicy: 'folder' }, 'trustPolicy', 'folder'],
    ['verify', 'FolderExpected', { ...trust, trustStore: 'a.pem' }, 'trustStore', 'a.pem'],
    ['verify', 'FolderExpected', { ...saving, saveTrustTo: 'a.pem' }, 'saveTrustTo', 'a.pem'],
    ['verify', 'FolderExpected', { ...saving, saveTrustTo: 'a.pem/b/c' }, 'saveTrustTo', 'a.pem'],
    ['verify', 'FileMissing', { ...trust, trustPolicy: 'none' }, 'trustPolicy', 'none'],
    ['verify', 'FileMissing', { ...trust, trustStore: 'a.pem/store' }, 'trustStore', 'a.pem/store'],
    ['verify', 'FileMissing', { trustedCertificates: 'none' }, 'trustedCertificates', 'none'],
    ['sign', 'FileMissing', { ...plugin, pluginPath: 'none' }, 'pluginPath', 'none'],
  ];
  for (const [command, code, inputs, name, value] of table) {
    it(`I7 is refused before anything is downloaded: ${name}: ${inputs[name] ?? ''}, ${code}`, async () => {
      const station = fixture.watched();
      writeSource(station.job, 'a.pem', world.certificate.pem);
      mkdirSync(path.join(station.job.sources, 'folder'));
      const run = () =>
        command === 'sign'
          ? station.sign(artifactRefs, inputs)
          : station.job.run(world.task, { inputs: { command, artifactRefs, ...inputs } });
      await fixture.assertRefused(run, code, name, `${value}'`);
    });
  }

  for (const pluginName of ['notation-azure-kv', '..']) {
    it(`I7 is no plugin by the name ${pluginName}`, async () => {
      const inputs = { ...plugin, ...download, pluginName };
      const run = () => fixture.watched().sign(artifactRefs, inputs);
      await fixture.assertRefused(run, 'PluginNameMalformed', `'${pluginName}'`);
    });
  }

  for (const expiry of ['1500ms', '1.5s', '300000d']) {
    it(`I7 is no time that a signature can be good for: ${expiry}`, async () => {
      const run = () => fixture.watched().sign(artifactRefs, { expiry });
      await fixture.assertRefused(run, 'DurationMalformed', 'expiry', `'${expiry}'`);
    });
  }
});
