import assert from 'node:assert/strict';
import { holdFiles } from '../stage/holder';
import { filesWith, leftDirectories } from '../stage/inspect';
import type { Scene } from '../stage/scene';
import { CLIENT_CERTIFICATE, logOf } from '../stage/stage';

/** Private files that another program holds open, as a virus scanner does: only Windows then refuses to remove them. */
export const held: readonly Scene[] = [
  {
    name: 'W1 a file that is held to the end of the step does not decide the result of sign',
    platform: 'win32',
    onEveryNode: true,
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.image();
      const holder = await holdFiles(stage, job.temp, 'signingkeys.json');
      const plugin = await holdFiles(stage, job.temp, 'notation-azure-kv.exe');
      try {
        const run = await stage.sign(job, image);
        assert.equal(run.result, 'Succeeded', logOf(run));
        assert.equal(run.outputs['SignedCount'], '1');
        assert(run.outputs['ReportPath']);
        assert.deepEqual(await stage.ask('signatures', { reference: image }), { count: 1 });
      } finally {
        holder.stop();
        plugin.stop();
      }
    },
  },
  {
    name: 'W1 a credential that is held is erased, where it cannot be removed',
    platform: 'win32',
    play: async (stage) => {
      const job = stage.job({}, 'agent', 'certificate');
      await stage.provideNotation(job);
      const image = await stage.image();
      const holder = await holdFiles(stage, job.temp, 'certificate.pem');
      try {
        const run = await stage.sign(job, image);
        assert.equal(run.result, 'Succeeded', logOf(run));
        assert.deepEqual(filesWith(job.temp, CLIENT_CERTIFICATE), []);
      } finally {
        holder.stop();
      }
    },
  },
  {
    name: 'W1 what is held for a moment is removed all the same',
    platform: 'win32',
    play: async (stage) => {
      const job = stage.job({}, 'agent', 'certificate');
      await stage.provideNotation(job);
      const image = await stage.image();
      // The plugin is the last file that the step makes before notation runs.
      const holder = await holdFiles(stage, job.temp, 'trustpolicy.json', 1500);
      try {
        const run = await stage.sign(job, image);
        assert.equal(run.result, 'Succeeded', logOf(run));
        const verified = await stage.verify(job, image);
        assert.equal(verified.result, 'Succeeded', logOf(verified));
        assert.deepEqual(leftDirectories(job.temp), []);
      } finally {
        holder.stop();
      }
    },
  },
  {
    name: 'W1 a verdict of verify stands, whatever is held',
    platform: 'win32',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const [signed, unsigned] = [await stage.signedImage(), await stage.image()];
      const holder = await holdFiles(stage, job.temp, 'trustpolicy.json');
      try {
        const verified = await stage.verify(job, signed);
        assert.equal(verified.result, 'Succeeded', logOf(verified));
        const refused = await stage.verify(job, unsigned);
        assert.deepEqual(
          refused.issues.map(({ code }) => code),
          ['NotSigned'],
          logOf(refused),
        );
      } finally {
        holder.stop();
      }
    },
  },
];
