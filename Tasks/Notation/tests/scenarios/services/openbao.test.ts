import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JobOptions } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import { type IssuedSigner, createAuthority, issueSigner } from '../../doubles/openbao/authority';
import { type OpenBao, startOpenBao } from '../../doubles/openbao/server';
import { pushImage } from '../../doubles/registry/image';
import {
  type Certificate,
  certificateAuthority,
  serverCertificate,
} from '../../fixtures/certificates';
import { nowhere } from '../../fixtures/job/failureFixture';
import { TestJob } from '../../fixtures/job/testJob';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { reportOf } from '../../fixtures/batches/batchFixture';
import { shownBy } from '../../fixtures/secrets';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { newestNotation, notationVersions, requireTool, tool } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { shortenDigests } from '../../../src/text/shortDigest';

const repository = 'team/app';

describe('a key service of another kind, by a real OpenBao and a real plugin', () => {
  let world: World;
  let bao: OpenBao;
  /** Of OpenBao's own TLS. */
  let tlsAuthority: Certificate;
  let trusted: Certificate;
  const signers = {} as Record<'ec' | 'rsa' | 'ocsp' | 'crl', IssuedSigner>;

  before(async function () {
    requireTool(this, 'openbao', 'openbaoPlugin');
    world = await openSuiteWorld(this);
    const folder = world.root;
    tlsAuthority = certificateAuthority({ folder, commonName: 'tls-authority' });
    const tls = serverCertificate(tlsAuthority, ['127.0.0.1'], { folder, commonName: 'bao' });
    bao = endedWith(this, await startOpenBao(folder, tls));
    const pem = await createAuthority(bao);
    const certificatePath = path.join(folder, 'openbao-authority.crt');
    writeFileSync(certificatePath, pem);
    trusted = { commonName: 'openbao-authority', certificatePath, keyPath: '', pem };
    for (const [name, type, revocation] of [
      ['ec', 'ecdsa-p256', 'none'],
      ['rsa', 'rsa-2048', 'none'],
      ['ocsp', 'ecdsa-p256', 'ocsp'],
      ['crl', 'ecdsa-p256', 'crl'],
    ] as const) {
      signers[name] = await issueSigner(bao, folder, name, { type, revocation });
    }
  });

  const image = async (): Promise<string> =>
    (await pushImage(world.registry, repository, 'v1')).reference;

  /** What the step's `env:` tells the plugin. */
  const access = (): Record<string, string> => ({
    ...{ VAULT_ADDR: bao.address.http, VAULT_TOKEN: bao.token },
    VAULT_MAX_RETRIES: '0',
  });

  function sign(
    artifactRefs: string,
    {
      keyid = 'ec',
      env = {},
      inputs = {},
      options = {},
      notation = newestNotation(),
    }: {
      keyid?: string;
      env?: Record<string, string>;
      inputs?: Record<string, string>;
      options?: JobOptions;
      notation?: ReturnType<typeof newestNotation>;
    } = {},
  ): Promise<StepRun> {
    const plugin = { pluginName: 'openbao', pluginPath: tool('openbaoPlugin') };
    const usual = { command: 'sign', plugin: 'custom', ...plugin, keyid, artifactRefs };
    return TestJob.at(world, notation, options).job.run(world.task, {
      ...{ inputs: { ...usual, ...inputs }, env: { ...access(), ...env } },
    });
  }

  function verify(
    reference: string,
    inputs: Record<string, string> = {},
    notation = newestNotation(),
  ): Promise<StepRun> {
    return TestJob.at(world, notation).verify(reference, { certificates: [trusted] }, inputs);
  }

  function assertPassed(run: StepRun): void {
    assert.deepEqual([run.result, run.issues], ['Succeeded', []], logOf(run));
  }

  for (const notation of notationVersions()) {
    for (const keyid of ['ec', 'rsa'] as const) {
      it(`H8 signs with a key of the type ${keyid}, reached by the step’s env (${notation.version})`, async () => {
        const reference = await image();
        const signed = await sign(reference, { keyid, notation });
        assertPassed(signed);
        assert.deepEqual(shownBy(signed, [bao.token]), []);
        assertPassed(await verify(reference, {}, notation));
      });
    }
  }

  it('A1 signs with an expiry and with metadata', async () => {
    const reference = await image();
    const userMetadata = 'com.example.build=17';
    assertPassed(await sign(reference, { inputs: { expiry: '24h', userMetadata } }));
    assertPassed(await verify(reference, { userMetadata }));
    const other = await verify(reference, { userMetadata: 'com.example.build=18' });
    assert.deepEqual(codesOf(other), ['MetadataMissing'], logOf(other));
  });

  it('P2 signs twelve at once', async () => {
    const references = await Promise.all(Array.from({ length: 12 }, image));
    const run = await sign(references.join('\n'), { inputs: { maxParallel: '12' } });
    assertPassed(run);
    assert.equal(reportOf(run).artifacts.filter(({ status }) => status === 'signed').length, 12);
    assertPassed(await verify(references.join('\n')));
  });

  it('N6 reaches it by TLS of an authority that the agent trusts', async () => {
    const env = { VAULT_ADDR: bao.address.https };
    const options = { certificates: { ca: tlsAuthority.certificatePath } };
    assertPassed(await sign(await image(), { env, options }));
  });

  const failing: readonly [name: string, env: () => Record<string, string>, words: RegExp][] = [
    ['cannot be reached', () => ({ VAULT_ADDR: nowhere }), /connection refused/],
    ['refuses the token', () => ({ VAULT_TOKEN: 'wrong-token' }), /permission denied/],
    [
      'has a certificate of an unknown authority',
      () => ({ VAULT_ADDR: bao.address.https }),
      /certificate signed by unknown authority/,
    ],
  ];
  for (const [name, env, words] of failing) {
    it(`G7 tells that the service ${name}, by the words of the plugin`, async () => {
      const reference = await image();
      const run = await sign(reference, { env: env() });
      assert.equal(run.result, 'Failed', logOf(run));
      assert.deepEqual(codesOf(run), ['PluginFailed'], logOf(run));
      const message = run.issues[0]?.message ?? '';
      assert(message.includes(shortenDigests(reference)), message);
      assert.match(message, words);
      assert.deepEqual(shownBy(run, [bao.token]), []);
      assert.equal(world.registry.store.signaturesOf(repository, digestOf(reference)).length, 0);
    });
  }

  const digestOf = (reference: string): string => reference.slice(reference.indexOf('@') + 1);

  it('G7 tells that there is no such key', async () => {
    const run = await sign(await image(), { keyid: 'missing' });
    assert.deepEqual(codesOf(run), ['PluginFailed'], logOf(run));
    assert.match(run.issues[0]?.message ?? '', /there is no key "missing"/);
  });

  for (const method of ['ocsp', 'crl'] as const) {
    it(`G8 refuses a signer whom the service’s authority revoked in between (${method})`, async () => {
      const reference = await image();
      assertPassed(await sign(reference, { keyid: method }));
      assertPassed(await verify(reference));
      const { serialNumber: serial_number } = signers[method];
      await bao.call('POST', 'pki/revoke', { serial_number });
      const run = await verify(reference);
      assert.deepEqual(codesOf(run), ['CertificateRevoked'], logOf(run));
    });
  }

  // The last: nothing opens it again.
  it('G7 tells that the service is sealed', async () => {
    await bao.call('PUT', 'sys/seal');
    const run = await sign(await image());
    assert.deepEqual(codesOf(run), ['PluginFailed'], logOf(run));
    assert.match(run.issues[0]?.message ?? '', /sealed/i);
  });
});
