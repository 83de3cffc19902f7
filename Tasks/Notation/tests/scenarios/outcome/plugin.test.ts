import assert from 'node:assert/strict';
import { shortenDigests } from '../../../src/text/shortDigest';
import path from 'node:path';
import { pushImage } from '../../doubles/registry/image';
import { catalogue, publishRelease } from '../../doubles/releases';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { taskWith } from '../../fixtures/packagedTask';
import { type World, signInputs } from '../../fixtures/world';
import { hostileLine, hostileText } from '../../fixtures/job/injectionTexts';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';

const error = {
  errorCode: hostileLine,
  errorMessage: hostileText,
  errorMetadata: { x: hostileText },
};

/** How a hostile plugin answers the command that it turns against: the bytes and the exit code. */
const answers: Readonly<Record<string, { stdout?: string; stderr?: string; exitCode: number }>> = {
  'an error in JSON': { stderr: JSON.stringify(error), exitCode: 1 },
  'an error in plain text': { stderr: hostileText, exitCode: 1 },
  'plain text on both streams': { stdout: hostileText, stderr: hostileText, exitCode: 1 },
  'an answer that is no JSON': { stdout: hostileText, stderr: hostileText, exitCode: 0 },
  'an answer full of commands': {
    stdout: JSON.stringify({ keyId: hostileText, keySpec: hostileText, name: hostileText }),
    exitCode: 0,
  },
};
const turns = ['get-plugin-metadata', 'describe-key', 'generate-signature'];

/** A plugin that does its part until its turn comes. */
function programOf(
  turn: string,
  { stdout = '', stderr = '', exitCode }: (typeof answers)[string] & object,
): string {
  const metadata = {
    name: 'azure-kv',
    description: 'hostile',
    version: '9.0.0',
    url: 'https://plugin.example.com',
    supportedContractVersions: ['1.0'],
    capabilities: ['SIGNATURE_GENERATOR.RAW'],
  };
  return [
    `#!${process.execPath}`,
    `const [, , command] = process.argv;`,
    `const input = command === 'get-plugin-metadata' ? '{}' : require('fs').readFileSync(0, 'utf8');`,
    `const { keyId } = JSON.parse(input);`,
    `if (command !== ${JSON.stringify(turn)}) {`,
    `  const metadata = ${JSON.stringify(metadata)};`,
    `  const description = { keyId, keySpec: 'RSA-2048' };`,
    `  console.log(JSON.stringify(command === 'describe-key' ? description : metadata));`,
    `} else {`,
    `  process.stdout.write(${JSON.stringify(stdout)});`,
    `  process.stderr.write(${JSON.stringify(stderr)});`,
    `  process.exitCode = ${exitCode};`,
    `}`,
    ``,
  ].join('\n');
}

describe('the gate and a hostile plugin', () => {
  let world: World;
  let artifact: string;

  before(async function () {
    world = await openSuiteWorld(this);
    ({ reference: artifact } = await pushImage(world.registry, 'team/app', '1'));
  });

  turns.forEach((turn, index) => {
    Object.entries(answers).forEach(([title, answer], number) => {
      it(`G1 obeys nothing in a plugin’s answer to ${turn}: ${title}`, async () => {
        const version = `9.${index}.${number}`;
        const program = programOf(turn, answer);
        const tool = 'notation-azure-kv';
        const release = await publishRelease(world.releases, { tool, version, program });
        const served = catalogue(world.releases.url, [release]);
        const task = taskWith(path.join(world.root, `task-${version}`), served);
        for (const notation of notationVersions()) {
          const { job } = TestJob.at(world, notation, { debug: number % 2 === 0 });
          const inputs = {
            ...signInputs(world),
            akvPluginVersion: version,
            artifactRefs: artifact,
          };
          const run = await job.run(task, { inputs });
          assertOnlyTaskCommands(run, 'Failed', [world.vault.access.clientSecret ?? '']);
          assert(
            run.issues.some(({ message }) => message.includes(shortenDigests(artifact))),
            logOf(run),
          );
          assert.deepEqual(codesOf(run).length, 1);
        }
        assert.deepEqual(world.registry.store.signaturesOf('team/app', artifact), []);
      });
    });
  });
});
