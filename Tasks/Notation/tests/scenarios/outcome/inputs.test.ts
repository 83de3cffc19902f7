import assert from 'node:assert/strict';
import task from '../../../task.json';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { type World, signInputs } from '../../fixtures/world';
import { commands, forgedLines, hostileValue } from '../../fixtures/job/injectionTexts';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';

const digest = `sha256:${'0'.repeat(64)}`;
const command = commands[0] ?? '';
const texts = [command, `\r\n${forgedLines.join('\n')}`, hostileValue];

interface Row {
  readonly input: string;
  readonly command: 'install' | 'sign' | 'verify';
  /** What makes the value a likely one. */
  readonly lead?: string;
  readonly codes: readonly string[];
  readonly others?: Readonly<Record<string, string>>;
}

const rows: readonly Row[] = [
  { input: 'command', command: 'verify', codes: ['InputNotAnOption'] },
  { input: 'version', command: 'install', codes: ['VersionUnknown'] },
  { input: 'version', command: 'install', lead: '1.3.2', codes: ['VersionUnknown'] },
  {
    input: 'url',
    command: 'install',
    codes: ['UrlMalformed'],
    others: { isCustomVersion: 'true', checksum: '0'.repeat(64) },
  },
  {
    input: 'checksum',
    command: 'install',
    codes: ['ChecksumMalformed'],
    others: { isCustomVersion: 'true', url: 'https://localhost:1/' },
  },
  { input: 'isCustomVersion', command: 'install', codes: ['InputNotBoolean'] },
  {
    input: 'artifactRefs',
    command: 'sign',
    codes: ['ReferenceMalformed', 'DigestMalformed', 'DigestMissing'],
  },
  {
    input: 'artifactRefs',
    command: 'verify',
    lead: `localhost:1/app@${digest}`,
    codes: ['DigestMalformed', 'ReferenceMalformed'],
  },
  {
    input: 'artifactRefs',
    command: 'verify',
    lead: 'localhost:1/app@',
    codes: ['DigestMissing', 'DigestMalformed', 'ReferenceMalformed'],
  },
  { input: 'keyid', command: 'sign', codes: ['KeyIdMalformed'] },
  {
    input: 'keyid',
    command: 'sign',
    lead: 'https://test.vault.azure.net/keys/',
    codes: ['KeyIdMalformed', 'PluginFailed', 'KeyIdWithoutVersion'],
  },
  { input: 'akvPluginVersion', command: 'sign', codes: ['VersionUnknown'] },
  {
    input: 'caCertBundle',
    command: 'sign',
    codes: ['FileMissing'],
    others: { selfSigned: 'false' },
  },
  { input: 'signatureFormat', command: 'sign', codes: ['InputNotAnOption'] },
  { input: 'timestampURL', command: 'sign', codes: ['TimestampIncomplete', 'UrlMalformed'] },
  { input: 'timestampRootCert', command: 'sign', codes: ['TimestampIncomplete'] },
  { input: 'trustPolicy', command: 'verify', codes: ['TrustPolicyBlank', 'FileMissing'] },
  { input: 'trustStore', command: 'verify', codes: ['FileMissing'] },
  { input: 'failOnWarning', command: 'verify', codes: ['InputNotBoolean'] },
];

describe('the gate and hostile inputs', () => {
  let world: World;
  let testJob: TestJob;
  let debugging: TestJob;
  let artifact: string;

  before(async function () {
    world = await openSuiteWorld(this);
    const notation = newestNotation();
    testJob = TestJob.at(world, notation);
    debugging = TestJob.at(world, notation, { debug: true });
    ({ reference: artifact } = await pushImage(world.registry, 'team/app', '1'));
  });

  function usual(verb: Row['command'], { job }: TestJob): Record<string, string> {
    switch (verb) {
      case 'install':
        return { command: verb };
      case 'sign':
        return { ...signInputs(world), artifactRefs: artifact };
      case 'verify':
        return { command: verb, artifactRefs: artifact, ...world.trust(job) };
    }
  }

  it('G2 obeys nothing in any input of any command', async () => {
    const inputs = task.inputs.filter(({ type }) => !type.startsWith('connectedService'));
    for (const { name, visibleRule = 'sign' } of inputs) {
      const verbs = (['install', 'sign', 'verify'] as const).filter((verb) =>
        visibleRule.includes(verb),
      );
      for (const verb of verbs.length > 0 ? verbs : (['sign'] as const)) {
        const given = { ...usual(verb, debugging), [name]: hostileValue };
        const run = await debugging.job.run(world.task, { inputs: given });
        assertOnlyTaskCommands(run, run.result, [world.vault.access.clientSecret ?? ''], true);
      }
    }
  });

  for (const { input, command: verb, lead = '', codes, others } of rows) {
    it(`G2 obeys nothing in ${input} at ${verb}${lead === '' ? '' : ' behind a likely beginning'}`, async () => {
      for (const text of texts) {
        for (const place of text === hostileValue ? [debugging] : [testJob]) {
          const inputs = { ...usual(verb, place), ...others, [input]: lead + text };
          const run = await place.job.run(world.task, { inputs });
          assertOnlyTaskCommands(run, 'Failed', [world.vault.access.clientSecret ?? '']);
          const [code = ''] = codesOf(run);
          assert(codes.includes(code), `${code}: ${logOf(run)}`);
        }
      }
    });
  }
});
