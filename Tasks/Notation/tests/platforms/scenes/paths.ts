import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Job } from '../../../../../emulator/job';
import { filesBelow } from '../stage/inspect';
import type { Scene } from '../stage/scene';
import { type Stage, failedWith, succeeded } from '../stage/stage';

/** A job on an agent in a folder of that name, in which notation is installed and an image signed; and that image. */
async function signedBy(stage: Stage, name: string): Promise<[Job, string]> {
  const job = stage.job({}, name);
  await stage.install(job);
  const image = await stage.image();
  succeeded(await stage.sign(job, image));
  return [job, image];
}

/** A job that has notation, and a signed image. */
async function signedImage(stage: Stage): Promise<[Job, string]> {
  const job = stage.job();
  await stage.provideNotation(job);
  return [job, await stage.signedImage()];
}

/** Verifies with the trust of another folder; the one that a job begins with is gone. */
async function verifyWith(stage: Stage, job: Job, image: string, folder: string): Promise<void> {
  const usual = path.join(job.sources, 'trust');
  if (!existsSync(folder)) cpSync(usual, folder, { recursive: true });
  rmSync(usual, { recursive: true, force: true });
  const trustPolicy = path.join(folder, 'trustpolicy.json');
  succeeded(
    await stage.verify(job, image, { trustPolicy, trustStore: path.join(folder, 'truststore') }),
  );
}

/** A policy with the line ends, or the beginning, that editors of Windows write. */
function policyScene(name: string, change: (text: string) => string): Scene {
  return {
    name,
    play: async (stage) => {
      const [job, image] = await signedImage(stage);
      const folder = path.join(job.sources, 'edited');
      stage.writeTrust(folder, change(stage.world.signer), change);
      await verifyWith(stage, job, image, folder);
    },
  };
}

/** Where files may be. */
export const paths: readonly Scene[] = [
  {
    name: 'an agent in a folder with blanks, signs and letters of many languages',
    play: async (stage) => {
      const [job, image] = await signedBy(stage, "my agent & 'köln' 日本 (1)");
      succeeded(await stage.verify(job, image));
    },
  },
  {
    name: 'an agent in a folder of which the full names are long',
    play: async (stage) => {
      const [job, image] = await signedBy(stage, 'a'.repeat(60));
      const folder = path.join(job.sources, ...['b', 'c'].map((one) => one.repeat(30)), 'trust');
      await verifyWith(stage, job, image, folder);
    },
  },
  {
    name: 'trust at an absolute path with blanks',
    play: async (stage) => {
      const [job, image] = await signedImage(stage);
      await verifyWith(stage, job, image, path.join(stage.root, 'my trust'));
    },
  },
  {
    name: 'trust by paths with the separators of both systems',
    play: async (stage) => {
      const [job, image] = await signedImage(stage);
      const inputs = {
        trustPolicy: 'trust\\trustpolicy.json',
        trustStore: '.\\trust/truststore\\',
      };
      succeeded(await stage.verify(job, image, inputs));
    },
  },
  {
    name: 'trust at a path as Windows names the devices',
    platform: 'win32',
    play: async (stage) => {
      const [job, image] = await signedImage(stage);
      const folder = `\\\\?\\${path.join(job.sources, 'trust')}`;
      const trustPolicy = `${folder}\\trustpolicy.json`;
      succeeded(
        await stage.verify(job, image, { trustPolicy, trustStore: `${folder}\\truststore` }),
      );
    },
  },
  {
    name: 'trust on another drive',
    platform: 'win32',
    play: async (stage) => {
      const [job, image] = await signedImage(stage);
      const folder = onOtherDrive(stage);
      if (folder !== undefined) await verifyWith(stage, job, image, path.join(folder, 'trust'));
    },
  },
  {
    name: 'trust that is saved to another drive, or another folder, verifies',
    play: async (stage) => {
      const [job, image] = await signedImage(stage);
      const parent = onOtherDrive(stage) ?? stage.root;
      const folder = path.join(parent, 'saved trust');
      const artifactRefs = image;
      const generated = { trustedCertificates: 'trust/truststore/x509/ca/signers/signer.pem' };
      const inputs = { command: 'verify', artifactRefs, containerRegistry: 'registry-connection' };
      const step = stage.start(job, { ...inputs, ...generated, saveTrustTo: folder });
      assert.equal((await step.done).result, 'Succeeded');
      assert.equal(filesBelow(folder)[0], 'trustpolicy/trustpolicy.json');
      const trustPolicy = path.join(folder, 'trustpolicy', 'trustpolicy.json');
      const trustStore = path.join(folder, 'truststore');
      succeeded(await stage.verify(job, image, { trustPolicy, trustStore }));
    },
  },
  policyScene('a policy and a certificate with the line ends of Windows', (text) =>
    text.replace(/\r?\n/g, '\r\n'),
  ),
  {
    name: 'a policy that begins with a byte order mark verifies',
    play: async (stage) => {
      const [job, image] = await signedImage(stage);
      const folder = path.join(job.sources, 'edited');
      stage.writeTrust(folder, stage.world.signer, (text) => `\ufeff${text}`);
      await verifyWith(stage, job, image, folder);
    },
  },
  {
    name: 'a policy that is not there fails the step',
    play: async (stage) => {
      const [job, image] = await signedImage(stage);
      const trustPolicy = 'trust\\no such policy.json';
      failedWith(await stage.verify(job, image, { trustPolicy }), 'FileMissing');
    },
  },
  {
    name: 'names of files that Windows does not tell apart do not make a second store',
    play: async (stage) => {
      const [job, image] = await signedImage(stage);
      const other = path.join(job.sources, 'trust', 'truststore', 'x509', 'CA', 'SIGNERS');
      mkdirSync(other, { recursive: true });
      writeFileSync(path.join(other, 'SIGNER.PEM'), stage.world.signer);
      succeeded(await stage.verify(job, image));
    },
  },
];

/** A folder on another drive than the agent's; undefined where there is none. */
function onOtherDrive(stage: Stage): string | undefined {
  const own = path.parse(stage.root).root;
  const drives = ['D:\\', 'Z:\\'].filter((drive) => drive !== own && existsSync(drive));
  const [drive] = process.platform === 'win32' ? drives : [];
  if (drive === undefined) return undefined;
  const folder = path.join(drive, 'tmp', `scene-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}
