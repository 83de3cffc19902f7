import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import * as path from 'node:path';
import type { Scene } from '../stage/scene';
import { failedWith, logOf, succeeded } from '../stage/stage';

const ending = process.platform === 'win32' ? '.exe' : '';

/** What sign and verify do with images. */
export const signing: readonly Scene[] = [
  {
    name: 'several images are signed and verified in one step',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const images = await Promise.all(['a', 'b/c', 'a'].map((name) => stage.image(name)));
      succeeded(await stage.sign(job, images.join('\r\n')));
      succeeded(await stage.verify(job, images.join('\n')));
    },
  },
  {
    name: 'one unsigned image among signed ones fails the step, and is named',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const [signed, unsigned] = [await stage.signedImage(), await stage.image()];
      const run = failedWith(await stage.verify(job, `${signed}\n${unsigned}`), 'NotSigned');
      assert(run.outputs['FailedArtifacts']?.includes(unsigned), logOf(run));
      assert.deepEqual([run.outputs['VerifiedCount'], run.outputs['FailedCount']], ['1', '1']);
    },
  },
  {
    name: 'the signature of a stranger is refused',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.signedImage();
      stage.writeTrust(path.join(job.sources, 'trust'), stage.world.stranger);
      failedWith(await stage.verify(job, image), 'SignerNotTrusted');
    },
  },
  {
    name: 'an image that has a signature is not signed again where the step says so',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.signedImage();
      const trust = { ...stage.verifyInputs(image), command: 'sign' };
      succeeded(await stage.sign(job, image, { ...trust, skipSigned: 'true' }));
      assert.deepEqual(await stage.ask('signatures', { reference: image }), { count: 1 });
    },
  },
  {
    name: 'a plugin by its path signs',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const folder = path.join(job.sources, 'my plugins');
      mkdirSync(folder);
      copyFileSync(stage.program('plugin'), path.join(folder, `notation-own${ending}`));
      const image = await stage.image();
      const pluginPath = path.join('my plugins', `notation-own${ending}`);
      const inputs = { ...custom, pluginPath, artifactRefs: image };
      succeeded(await stage.start(job, inputs).done);
      succeeded(await stage.verify(job, image));
    },
  },
  {
    name: 'a plugin from an archive with its checksum signs',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.image();
      const { url, sha256 } = stage.world.plugin;
      const archive = { pluginName: 'azure-kv', pluginUrl: url, pluginChecksum: sha256 };
      succeeded(await stage.start(job, { ...custom, ...archive, artifactRefs: image }).done);
      succeeded(await stage.verify(job, image));
    },
  },
  {
    name: 'inspect tells of a signature',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.signedImage();
      const inputs = { command: 'inspect', artifactRefs: image };
      const registry = { containerRegistry: 'registry-connection' };
      const run = succeeded(await stage.start(job, { ...inputs, ...registry }).done);
      assert(logOf(run).includes('CN=signer'));
    },
  },
  {
    name: 'the report is a file that later steps read',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.image();
      const run = succeeded(await stage.sign(job, image));
      const report = JSON.parse(readFileSync(run.outputs['ReportPath'] ?? '', 'utf8')) as object;
      assert(JSON.stringify(report).includes(image.split('@')[1] ?? '?'));
    },
  },
  {
    name: 'W3 a connection that breaks while a signature is pushed is tried again',
    onEveryNode: true,
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.image();
      const path_ = '/blobs/uploads/';
      const fault = { method: 'POST', path: path_, times: 1, fault: { reset: true } } as const;
      await stage.ask('registryFault', fault);
      succeeded(await stage.sign(job, image));
      assert.deepEqual(await stage.ask('registryFaults', {}), { count: 1 });
      assert.deepEqual(await stage.ask('signatures', { reference: image }), { count: 1 });
    },
  },
  {
    name: 'W3 a timestamp authority that refuses connections is tried again',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.image();
      const root = path.join(job.sources, 'tsa.pem');
      writeFileSync(root, stage.world.authority);
      const timestampURL = `http://127.0.0.1:${await closedPort()}`;
      const inputs = { timestampURL, timestampRootCert: root };
      const run = failedWith(await stage.sign(job, image, inputs), 'TimestampRefused');
      const again = run.log.filter((line) => /dial tcp.*Trying again/.test(line));
      assert.equal(again.length, 2, logOf(run));
    },
  },
];

/** A port of this machine at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const custom = {
  command: 'sign',
  plugin: 'custom',
  pluginName: 'own',
  keyid: 'any',
  containerRegistry: 'registry-connection',
};
