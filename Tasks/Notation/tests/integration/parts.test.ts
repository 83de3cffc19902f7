import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import semver from 'semver';
import {
  createVault,
  testAccess,
  type Vault,
  writeAzureKeyVaultPlugin,
} from '../doubles/azureKeyVaultPlugin';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
  selfSignedCertificate,
} from '../fixtures/certificates';
import { type RegistryServer, startDistribution, startOlareg } from '../doubles/registries';
import { pushImage } from '../doubles/registry/image';
import { notationVersions, requireTool } from '../fixtures/tools';

/** A configuration of notation that is nobody's own. */
class Home {
  private readonly config: string;

  constructor(private readonly folder: string) {
    this.config = path.join(folder, 'config', 'notation');
  }

  plugin(vault: Vault, version: string): void {
    const directory = path.join(this.config, 'plugins', 'azure-kv');
    writeAzureKeyVaultPlugin({ directory, version, vault });
  }

  trust(certificate: Certificate): void {
    const store = path.join(this.config, 'truststore', 'x509', 'ca', 'test');
    rmSync(store, { recursive: true, force: true });
    mkdirSync(store, { recursive: true });
    writeFileSync(path.join(store, 'root.crt'), certificate.pem);
    const statement = {
      name: 'test',
      registryScopes: ['*'],
      signatureVerification: { level: 'strict' },
      trustStores: ['ca:test'],
      trustedIdentities: ['*'],
    };
    const policy = { version: '1.0', trustPolicies: [statement] };
    writeFileSync(path.join(this.config, 'trustpolicy.json'), JSON.stringify(policy));
  }

  notation(
    program: string,
    args: readonly string[],
    environment: Record<string, string> = {},
  ): { code: number | null; stdout: string; stderr: string } {
    const { status, stdout, stderr } = spawnSync(program, args, {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: this.folder,
        DOCKER_CONFIG: path.join(this.folder, 'docker'),
        XDG_CONFIG_HOME: path.join(this.folder, 'config'),
        NOTATION_CONFIG: this.config,
        NOTATION_LIBEXEC: this.config,
        ...environment,
      },
    });
    return { code: status, stdout, stderr };
  }
}

describe('the test parts with the real notation', () => {
  const login = { username: 'user', password: 'pass:w0rd' };
  const environment = {
    AZURE_TENANT_ID: testAccess.tenantId,
    AZURE_CLIENT_ID: testAccess.clientId,
    AZURE_CLIENT_SECRET: testAccess.clientSecret ?? '',
  };
  const registries = new Map<string, RegistryServer>();
  let folder: string | undefined;
  let home: Home;
  let vault: Vault;
  let selfSigned: Certificate;
  let authority: Certificate;
  let intermediate: Certificate;
  let bundle: string;
  let selfSignedKey: string;
  let issuedKey: string;

  before(async function () {
    requireTool(this, 'notation', 'olareg', 'registry');
    folder = mkdtempSync(path.join(tmpdir(), 'parts-'));
    home = new Home(path.join(folder, 'home'));
    vault = createVault(path.join(folder, 'vault'));
    const certificates = path.join(folder, 'certificates');
    const named = (commonName: string) => ({ folder: certificates, commonName });
    selfSigned = selfSignedCertificate(named('self'));
    authority = certificateAuthority(named('authority'));
    intermediate = certificateAuthority(named('intermediate'), authority);
    const issued = issuedCertificate(intermediate, { ...named('issued'), key: 'EC-384' });
    bundle = path.join(certificates, 'bundle.pem');
    // Out of order on purpose: the plugin sorts.
    writeFileSync(bundle, authority.pem + intermediate.pem);
    selfSignedKey = vault.add('self', selfSigned);
    issuedKey = vault.add('issued', issued, [authority, intermediate]);
    registries.set('olareg', await startOlareg());
    registries.set('distribution', await startDistribution({ auth: login }));
  });

  after(async () => {
    await Promise.all([...registries.values()].map((registry) => registry.stop()));
    if (folder !== undefined) {
      rmSync(folder, { recursive: true });
    }
  });

  beforeEach(() => {
    home.plugin(vault, '1.2.1');
  });

  function newest(): string {
    return notationVersions().at(-1)?.path ?? '';
  }

  async function image(registry: string): Promise<string> {
    const host = registries.get(registry)?.host ?? '';
    const options = registry === 'distribution' ? { credentials: login } : {};
    return (await pushImage(host, 'app', 'v1', options)).reference;
  }

  /** Signs with the newest notation on olareg and gives what it said. */
  async function sign(keyId: string, config: readonly string[], env: Record<string, string>) {
    const flags = config.flatMap((each) => ['--plugin-config', each]);
    const plugin = ['--plugin', 'azure-kv', '--id', keyId, ...flags];
    return home.notation(newest(), ['sign', ...plugin, await image('olareg')], env);
  }

  for (const { version, path: program } of notationVersions()) {
    for (const registry of ['olareg', 'distribution']) {
      for (const format of ['cose', 'jws']) {
        it(`notation ${version} signs and verifies ${format} on ${registry}`, async () => {
          home.trust(selfSigned);
          const reference = await image(registry);
          const referrers = registry === 'olareg' && semver.gte(version, '1.2.0');
          const credentials = {
            NOTATION_USERNAME: registry === 'distribution' ? login.username : '',
            NOTATION_PASSWORD: registry === 'distribution' ? login.password : '',
          };
          const plugin = ['--plugin', 'azure-kv', '--id', selfSignedKey];
          const settings = ['self_signed=true', 'credential_type=environment'];
          const flags = [
            ...['--signature-format', format],
            ...settings.flatMap((each) => ['--plugin-config', each]),
            ...(referrers ? ['--force-referrers-tag=false'] : []),
          ];
          const unsigned = home.notation(program, ['verify', reference], credentials);
          assert.equal(unsigned.code, 1, 'verified what was not signed');
          const signed = home.notation(program, ['sign', ...plugin, ...flags, reference], {
            ...environment,
            ...credentials,
          });
          assert.equal(signed.code, 0, signed.stderr);
          assert.match(signed.stdout, /^Successfully signed /);
          const verified = home.notation(program, ['verify', reference], credentials);
          assert.equal(verified.code, 0, verified.stderr);
          assert.match(verified.stdout, /^Successfully verified signature for /);
          home.trust(authority);
          const untrusted = home.notation(program, ['verify', reference], credentials);
          assert.equal(untrusted.code, 1, 'verified against another root');
        });
      }
    }
  }

  for (const source of ['vault', 'ca_certs']) {
    it(`signs with an issued elliptic key and its chain from ${source}`, async () => {
      home.trust(authority);
      const reference = await image('olareg');
      const config = source === 'vault' ? [] : ['--plugin-config', `ca_certs=${bundle}`];
      const plugin = ['--plugin', 'azure-kv', '--id', issuedKey, ...config];
      // The Referrers API, because olareg can lose a first signature stored by tag.
      const args = ['sign', ...plugin, '--force-referrers-tag=false', reference];
      const signed = home.notation(newest(), args, environment);
      assert.equal(signed.code, 0, signed.stderr);
      const verified = home.notation(newest(), ['verify', reference]);
      assert.equal(verified.code, 0, verified.stderr);
    });
  }

  it('refuses a wrong client secret', async () => {
    const wrong = { ...environment, AZURE_CLIENT_SECRET: 'wrong' };
    const { code, stderr } = await sign(selfSignedKey, ['self_signed=true'], wrong);
    assert.equal(code, 1);
    assert.match(stderr, /AADSTS7000215: Invalid client secret provided/);
  });

  it('refuses who brings no credentials', async () => {
    const { code, stderr } = await sign(selfSignedKey, ['self_signed=true'], {});
    assert.equal(code, 1);
    assert.match(stderr, /DefaultAzureCredential failed to retrieve a token/);
  });

  it('refuses self_signed together with ca_certs, and an unknown credential type', async () => {
    const config = ['self_signed=true', `ca_certs=${bundle}`];
    const both = await sign(selfSignedKey, config, environment);
    assert.match(both.stderr, /Please do not specify the `ca_certs` parameter/);
    const type = await sign(selfSignedKey, ['credential_type=x'], environment);
    assert.match(type.stderr, /Invalid credential type: x/);
    assert.deepEqual([both.code, type.code], [1, 1]);
  });

  it('follows the rules of the version it plays', async () => {
    const versionless = vault.keyId('self');
    const config = ['self_signed=true'];
    const typed = ['self_signed=true', 'credential_type=managedid'];
    assert.equal((await sign(versionless, config, environment)).code, 0);
    assert.equal((await sign(selfSignedKey, typed, environment)).code, 1);
    home.plugin(vault, '1.1.0');
    const old = await sign(versionless, config, environment);
    assert.match(old.stderr, /Invalid input\. The valid input format is/);
    home.plugin(vault, '1.0.2');
    assert.equal((await sign(selfSignedKey, typed, environment)).code, 0);
  });

  it('refuses key ids that are not those of a key', async () => {
    const secret = await sign(`https://${vault.access.host}/secrets/self`, [], environment);
    assert.match(secret.stderr, /Unsupported key vualt object type secrets/);
    const plain = await sign(`http://${vault.access.host}/keys/self`, [], environment);
    assert.match(plain.stderr, /The scheme must be https/);
    const unknown = await sign(vault.keyId('nobody'), ['self_signed=true'], environment);
    assert.match(unknown.stderr, /nobody was not found in this key vault/);
  });

  it('records every call with the environment it was given', async () => {
    const before = vault.calls().length;
    const given = { ...environment, NOTATION_PASSWORD: '' };
    assert.equal((await sign(selfSignedKey, ['self_signed=true'], given)).code, 0);
    const calls = vault.calls().slice(before);
    const commands = ['get-plugin-metadata', 'describe-key', 'generate-signature'];
    assert.deepEqual(
      calls.map((call) => call.command),
      commands,
    );
    for (const call of calls) {
      assert.equal(call.pluginVersion, '1.2.1');
      assert.equal(call.environment['AZURE_CLIENT_SECRET'], testAccess.clientSecret);
      assert(!('NOTATION_PASSWORD' in call.environment));
    }
    assert.deepEqual(calls[2]?.pluginConfig, { self_signed: 'true' });
  });
});
