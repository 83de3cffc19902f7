import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions, newestNotation } from '../../fixtures/tools';
import { type World, registryLogin } from '../../fixtures/world';
import { pageOf } from '../../fixtures/report/rendering';
import { signWithCli } from '../../fixtures/job/cliSigning';
import { commands, keyword } from '../../fixtures/job/injectionTexts';
import { TestJob } from '../../fixtures/job/testJob';
import { codesOf, harmless, logOf } from '../../fixtures/job/logAssertions';

/** Says what it was told in secret, as it is and as programs write it; signs nothing. */
const plugin = `#!/bin/sh
case "$1" in
get-plugin-metadata)
  echo '{"name":"gossip","description":"tells all","version":"1.0.0","url":"https://example.com",'
  echo '"supportedContractVersions":["1.0"],"capabilities":["SIGNATURE_GENERATOR.RAW"]}' ;;
*)
  told="no login with $TOKEN, $(printf %s "$TOKEN" | base64) and $(echo "$KEY" | tr '\\n' ' ')"
  echo "{\\"errorCode\\":\\"ERROR\\",\\"errorMessage\\":\\"$told\\"}" >&2
  exit 1 ;;
esac
`;

/** All that the summary and the JSON report of a step say, without the escapes that they are written in. */
function toldBy({ outputs, summaries }: StepRun): string {
  const json = readFileSync(outputs['ReportPath'] ?? '', 'utf8');
  assert.equal(summaries.length, 1);
  const { tables, headings, paragraphs } = pageOf(summaries[0]?.content ?? '');
  return [json, ...tables.flat(2), ...headings, ...paragraphs].join('\n');
}

/** Fails where the summary or the report tells a secret, or has none in its place. */
function assertUntold(run: StepRun, texts: readonly string[]): void {
  const told = toldBy(run);
  assert.deepEqual(
    texts.filter((text) => told.includes(text)),
    [],
  );
  // The reason is there, with its secrets masked.
  assert(told.split('***').length > texts.length, harmless(told));
}

describe('what a step leaves for others to read', () => {
  let world: World;
  let artifact: string;

  before(async function () {
    world = await openSuiteWorld(this);
    ({ reference: artifact } = await pushImage(world.registry, 'team/app', 'v1'));
  });
  afterEach(() => {
    world.registry.faults = undefined;
  });

  for (const notation of notationVersions()) {
    it(`H4 a registry that echoes the login tells it to nobody (${notation.version})`, async () => {
      const { username, password } = registryLogin;
      const basic = Buffer.from(`${username}:${password}`).toString('base64');
      const message = `no entry with ${password}, nor with ${basic}`;
      const body = { errors: [{ code: 'DENIED', message }] };
      world.registry.faults = ({ method }) =>
        method === 'GET' ? { status: 400, body } : undefined;
      const inputs = { containerRegistry: world.registryConnection.name };
      const verified = await TestJob.at(world, notation).verify(artifact, {}, inputs);
      assert.equal(verified.result, 'Failed', logOf(verified));
      const told = toldBy(verified);
      assert(!told.includes('no entry') && !told.includes('***'), harmless(told));
      // Of notation's push the reason is told.
      world.registry.faults = ({ kind }) => (kind === 'upload' ? { status: 400, body } : undefined);
      const signed = await TestJob.at(world, notation).sign(artifact, inputs);
      assert.equal(signed.result, 'Failed', logOf(signed));
      assertUntold(signed, [password, basic]);
    });

    it(`H6 no secret in a header of the registry stands in a log (${notation.version})`, async () => {
      const headers = {
        'Set-Cookie': 'session=secret-of-the-registry; HttpOnly',
        Location: '/v2/team/app/blobs/uploads/1?_state=secret-of-the-registry',
      };
      world.registry.faults = ({ method }) => (method === 'HEAD' ? { headers } : undefined);
      const verified = await TestJob.at(world, notation, { debug: true }).verify(artifact);
      assert(!verified.raw.stdout.includes('secret-of-the-registry'), logOf(verified));
      const run = await TestJob.at(world, notation, { debug: true }).sign(artifact);
      assert.equal(run.result, 'Succeeded', logOf(run));
      const lines = run.raw.stdout.split('\n');
      for (const shown of ['Set-Cookie', '/blobs/uploads/1?…']) {
        assert(
          lines.some((line) => line.includes(shown)),
          logOf(run),
        );
      }
      assert.deepEqual(
        lines.filter((line) => line.includes('secret-of-the-registry')),
        [],
      );
    });

    it(`H6 the state of an upload stands in no log (${notation.version})`, async () => {
      const run = await TestJob.at(world, notation, { debug: true }).sign(artifact);
      assert.equal(run.result, 'Succeeded', logOf(run));
      const lines = run.raw.stdout.split('\n');
      assert(lines.some((line) => /\/blobs\/uploads\/[^?]+\?…/.test(line)));
      assert.deepEqual(
        lines.filter((line) => line.includes('_state=')),
        [],
      );
    });
  }

  /** Signs by the plugin, with two secrets in the step's `env:`. */
  function gossip(secrets: { token: string; key: string }): Promise<StepRun> {
    const pluginPath = path.join(world.root, 'gossip');
    writeFileSync(pluginPath, plugin, { mode: 0o755 });
    const inputs = { command: 'sign', plugin: 'custom', pluginName: 'gossip', pluginPath };
    const { job } = TestJob.at(world, newestNotation(), { secrets });
    return job.run(world.task, {
      inputs: { ...inputs, keyid: 'key', artifactRefs: artifact },
      env: { TOKEN: '$(token)', KEY: '$(key)' },
    });
  }

  it('H4 a plugin that echoes the secrets of its environment tells them to nobody', async () => {
    const token = 'hvs.<secret> of the | vault';
    const run = await gossip({ token, key: 'the first line\nthe second line' });
    assert.deepEqual(codesOf(run), ['PluginFailed'], logOf(run));
    const basic = Buffer.from(token).toString('base64');
    assertUntold(run, [token, basic, 'the first line', 'the second line']);
  });

  it('H4 a secret that is too short for one blots out no name of an artifact', async () => {
    const run = await gossip({ token: 'team', key: 'app' });
    assert.deepEqual(codesOf(run), ['PluginFailed'], logOf(run));
    const told = toldBy(run);
    assert(told.includes(`"reference": "${artifact}"`), harmless(told));
    assert(!told.includes('***'), harmless(told));
  });

  it('G1 a later step that prints the report has the agent obey nothing', async () => {
    const { reference } = await pushImage(world.registry, 'team/app', 'forged');
    const note = [...commands, `${keyword}task.setvariable variable=forged]yes`].join('\n');
    await signWithCli(world, newestNotation(), reference, '-m', `note=${note}`);
    const testJob = TestJob.at(world, newestNotation());
    const inputs = { command: 'inspect', artifactRefs: reference };
    const inspected = await testJob.job.run(world.task, { inputs });
    const change = (statement: { name: string }): void => {
      statement.name = `${keyword}task.setvariable variable=forged]yes`;
    };
    const verified = await testJob.verify(reference, { change });
    for (const run of [inspected, verified]) {
      assert.equal(run.result, 'Succeeded', logOf(run));
      const file = run.outputs['ReportPath'] ?? '';
      assert(JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))).includes('variable=forged'));
      const printed = await testJob.job.startScript(`cat '${file}'`).done;
      const { commands: obeyed, variables, attachments } = printed;
      assert.deepEqual([obeyed, variables, attachments, printed.result], [[], {}, [], 'Succeeded']);
      assert(printed.log.some((line) => line.includes('variable=forged')));
      assert.equal(testJob.job.variables.get('forged'), undefined);
    }
  });
});
