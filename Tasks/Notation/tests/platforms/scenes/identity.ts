import assert from 'node:assert/strict';
import { filesWith } from '../stage/inspect';
import type { Scene } from '../stage/scene';
import { type Stage, CLIENT_SECRET, succeeded } from '../stage/stage';

const isWindows = process.platform === 'win32';

/** The environment of the plugin when it signed. */
async function environmentOfPlugin(stage: Stage): Promise<Map<string, string>> {
  const { calls } = await stage.ask('calls', {});
  const call = calls.find((one) => one.arguments[0] === 'generate-signature');
  assert(call !== undefined, 'the plugin was not asked for a signature');
  const pairs = call.environment.map((pair) => {
    const at = pair.indexOf('=', 1); // Windows has names that begin with one
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return new Map(pairs);
}

/** Values under a name, in any case of letters. */
function valuesOf(environment: Map<string, string>, wanted: string): string[] {
  return [...environment].filter(([name]) => name.toUpperCase() === wanted).map((pair) => pair[1]);
}

/** Which identity, and what else of the step, the plugin gets. */
export const identity: readonly Scene[] = [
  {
    name: 'the plugin gets the identity of the connection, and its secret is shown nowhere',
    onEveryNode: true,
    play: async (stage) => {
      const job = stage.job({ debug: true });
      await stage.provideNotation(job);
      const image = await stage.image();
      const run = await stage.sign(job, image);
      assert.equal(run.result, 'Succeeded');
      const environment = await environmentOfPlugin(stage);
      assert.deepEqual(valuesOf(environment, 'AZURE_CLIENT_SECRET'), [CLIENT_SECRET]);
      const all = [...run.log, run.raw.stdout, run.raw.stderr].join('\n');
      const shown = all.split(/\r?\n/).filter((line) => !line.includes('[task.setsecret]'));
      for (const secret of [CLIENT_SECRET, stage.world.login.password]) {
        assert(!shown.join('\n').includes(secret), 'a secret was shown');
      }
    },
  },
  {
    name: 'W4 identity variables of the step, in any case, do not reach a plugin with a connection',
    onEveryNode: true,
    platform: 'win32',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.image();
      const env = {
        azure_client_secret: 'of-the-step',
        Azure_Tenant_Id: 'of-the-step',
        azure_username: 'of-the-step',
        azure_client_certificate_path: 'of-the-step',
      };
      succeeded(await stage.sign(job, image, {}, { env }));
      const environment = await environmentOfPlugin(stage);
      const strays = [...environment].filter(([, value]) => value === 'of-the-step');
      assert.deepEqual(strays, []);
      assert.deepEqual(valuesOf(environment, 'AZURE_CLIENT_SECRET'), [CLIENT_SECRET]);
    },
  },
  {
    name: 'the plugin gets none of what the agent tells this task',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.image();
      succeeded(await stage.sign(job, image));
      const names = [...(await environmentOfPlugin(stage)).keys()].map((one) => one.toUpperCase());
      assert.deepEqual(
        names.filter((one) => /^(INPUT_|ENDPOINT_|SECRET_|SYSTEM_ACCESSTOKEN$)/.test(one)),
        [],
      );
      assert(names.includes(isWindows ? 'USERPROFILE' : 'HOME'));
    },
  },
  {
    name: 'what a later step of the job finds on disk holds no secret',
    play: async (stage) => {
      const job = stage.job();
      await stage.provideNotation(job);
      const image = await stage.image();
      succeeded(await stage.sign(job, image));
      succeeded(await stage.verify(job, image));
      for (const secret of [CLIENT_SECRET, stage.world.login.password]) {
        assert.deepEqual(filesWith(job.root, secret), []);
      }
    },
  },
];
