import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../../../../scripts/paths';
import { azureCalls } from './azureCalls';
import { powershellValues } from './powershellValues';

const script = path.join(root, 'setup/azure.sh');
const read = (name: string): string => fs.readFileSync(path.join(root, 'setup', name), 'utf8');

/** What `az` answers, by the beginning of a call; where several fit, the first counts. */
const answers = `
case "$*" in
  'account show --query id'*) echo 11111111-1111-1111-1111-111111111111 ;;
  'account show --query name'*) echo 'Pay as you go' ;;
  'account show --query tenantId'*) echo 22222222-2222-2222-2222-222222222222 ;;
  'devops project show'*) echo 33333333-3333-3333-3333-333333333333 ;;
  'group exists'*) echo "$GROUP_EXISTS" ;;
  'group show'*) echo "$MAKER" ;;
  'acr show'*loginServer*) echo contoso.azurecr.io ;;
  'acr show'*) echo /subscriptions/1/registries/contoso ;;
  'keyvault show'*) echo /subscriptions/1/vaults/contoso ;;
  'keyvault list-deleted'*) echo contoso ;;
  'keyvault certificate create'*)
    tries=$(grep -c '^keyvault certificate create' "$CALLS")
    if [ "$tries" -le "\${REFUSALS:-0}" ]; then exit 1; fi
    cp "$(printf '%s\\n' "$@" | sed -n 's/^@//p')" "$SAVED/policy.json" ;;
  'keyvault certificate show'*) echo https://contoso.vault.azure.net/keys/signer/0123 ;;
  'keyvault certificate download'*) echo certificate > .pipeline/truststore/x509/ca/trial/signer.pem ;;
  'identity show'*principalId*) echo "principal of $6" ;;
  'identity show'*) echo "client of $6" ;;
  'devops service-endpoint create'*) cp "$9" "$SAVED"; basename "$9" .json ;;
  'devops service-endpoint show'*Issuer*) echo https://issuer.example ;;
  'devops service-endpoint show'*) echo "sc://contoso/shop/$9" ;;
  'devops service-endpoint list'*) echo id-of-connection ;;
esac
`;

describe('setup/azure.sh', () => {
  let folder: string;

  before(function () {
    if (process.platform === 'win32') this.skip(); // azure.ps1 is for Windows
  });

  it('is bash, and has nothing that shellcheck finds where it is installed', () => {
    const options = { encoding: 'utf8' } as const;
    const hasShellcheck = spawnSync('shellcheck', ['--version']).error === undefined;
    const { status, stdout, stderr } = hasShellcheck
      ? spawnSync('shellcheck', [script], options)
      : spawnSync('bash', ['-n', script], options);
    assert.deepEqual([status, stdout, stderr], [0, '', '']);
  });

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'setup-'));
    for (const name of ['bin', 'work', 'saved']) fs.mkdirSync(path.join(folder, name));
    program('az', `echo "$*" >> "$CALLS"\n${answers}`);
    program('sleep', 'echo "sleep $*" >> "$CALLS"');
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function program(name: string, text: string): void {
    fs.writeFileSync(path.join(folder, 'bin', name), `#!/usr/bin/env bash\n${text}\n`, {
      mode: 0o755,
    });
  }

  function run(action: string, settings: Readonly<Record<string, string>> = {}) {
    const env = {
      ...{ PATH: `${path.join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: folder },
      ...{ CALLS: path.join(folder, 'calls'), SAVED: path.join(folder, 'saved') },
      ...{ ORGANIZATION: 'https://dev.azure.com/contoso', PROJECT: 'shop', REGISTRY: 'contoso' },
      ...{ VAULT: 'contoso', REPOSITORY: 'team/web', GROUP_EXISTS: 'false' },
      ...settings,
    };
    const cwd = path.join(folder, 'work');
    return spawnSync('bash', [script, action], { cwd, env, encoding: 'utf8', timeout: 60_000 });
  }

  function calls(): string[] {
    const file = path.join(folder, 'calls');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  const saved = (name: string): Saved =>
    JSON.parse(fs.readFileSync(path.join(folder, 'saved', name), 'utf8')) as Saved;

  function assertWorked({ status, stderr }: SpawnSyncReturns<string>): void {
    assert.deepEqual([status, stderr], [0, '']);
  }

  it('makes everything, with a certificate that Notation takes and the least roles', () => {
    const result = run('create');
    assertWorked(result);
    const roles = calls().filter((call) => call.startsWith('role assignment create'));
    assert.deepEqual(
      roles.map((call) =>
        call.replace(/ --output none$/, '').replace('role assignment create ', ''),
      ),
      [
        '--role Key Vault Certificates Officer --scope /subscriptions/1/vaults/contoso --assignee-object-id  --assignee-principal-type User',
        '--role AcrPush --scope /subscriptions/1/registries/contoso --assignee-object-id principal of notation-pusher --assignee-principal-type ServicePrincipal',
        '--role Key Vault Crypto User --scope /subscriptions/1/vaults/contoso --assignee-object-id principal of notation-signer --assignee-principal-type ServicePrincipal',
        '--role Key Vault Certificate User --scope /subscriptions/1/vaults/contoso --assignee-object-id principal of notation-signer --assignee-principal-type ServicePrincipal',
      ],
    );
    const { x509CertificateProperties: certificate, keyProperties: key } = saved('policy.json');
    assert.deepEqual(certificate?.['keyUsage'], ['digitalSignature']);
    assert.deepEqual(certificate['ekus'], ['1.3.6.1.5.5.7.3.3']);
    assert.deepEqual(
      [key?.['keyType'], key?.['keySize'], key?.['exportable']],
      ['RSA', 2048, false],
    );
    assert.match(
      result.stdout,
      /<key_id> +https:\/\/contoso\.vault\.azure\.net\/keys\/signer\/0123/,
    );
  });

  it('makes two service connections without a secret, each trusted by its own identity', () => {
    assertWorked(run('create'));
    for (const [file, identity] of [
      ['registry.json', 'notation-pusher'],
      ['vault.json', 'notation-signer'],
    ] as const) {
      const { authorization } = saved(file);
      assert.equal(authorization?.scheme, 'WorkloadIdentityFederation');
      assert.equal(authorization.parameters['serviceprincipalid'], `client of ${identity}`);
      assert(
        !Object.keys(authorization.parameters).some((name) => /key|secret|password/i.test(name)),
      );
      const connection = path.basename(file, '.json');
      const trusted = `--identity-name ${identity} --name azure-pipelines --issuer https://issuer.example --subject sc://contoso/shop/${connection} `;
      assert(
        calls().some((call) => call.includes(trusted)),
        calls().join('\n'),
      );
    }
  });

  it('writes a trust policy and a trust store, and does not touch those that are there', () => {
    assertWorked(run('create'));
    const policy = path.join(folder, 'work/.pipeline/trustpolicy/trustpolicy.json');
    const { trustPolicies } = JSON.parse(fs.readFileSync(policy, 'utf8')) as {
      trustPolicies: { registryScopes: string[]; signatureVerification: { level: string } }[];
    };
    assert.deepEqual(trustPolicies[0]?.registryScopes, ['contoso.azurecr.io/team/web']);
    assert.equal(trustPolicies[0].signatureVerification.level, 'strict');
    const before = calls().length;
    const again = run('create');
    assert.equal(again.status, 1);
    assert.match(again.stderr, /folder \.pipeline already/);
    assert.equal(calls().length, before);
  });

  it('waits for roles that do not count yet', () => {
    assertWorked(run('create', { REFUSALS: '2' }));
    assert.equal(calls().filter((call) => call === 'sleep 20').length, 2);
    assert.equal(
      calls().filter((call) => call.startsWith('keyvault certificate create')).length,
      3,
    );
  });

  it('makes nothing in a resource group that is there, and removes none of another maker', () => {
    const create = run('create', { GROUP_EXISTS: 'true' });
    assert.equal(create.status, 1);
    assert.match(create.stderr, /resource group notation-trial already/);
    const remove = run('remove', { GROUP_EXISTS: 'true', MAKER: 'somebody' });
    assert.equal(remove.status, 1);
    assert.match(remove.stderr, /did not make the resource group/);
    assert(!calls().some((call) => /^group (create|delete)/.test(call)));
  });

  it('removes everything that it made', () => {
    assertWorked(run('remove', { GROUP_EXISTS: 'true', MAKER: 'notation-setup' }));
    const changes = calls().filter(
      (call) => /\b(delete|purge)\b/.test(call) && !call.includes('list'),
    );
    assert.deepEqual(changes, [
      ...Array<string>(2).fill(
        'devops service-endpoint delete --organization https://dev.azure.com/contoso --project shop --id id-of-connection --yes',
      ),
      'group delete --name notation-trial --yes',
      'keyvault purge --name contoso',
    ]);
  });

  for (const [what, action, settings, message] of [
    ['without an action', '', {}, /usage:/],
    [
      'with a value that nobody wrote',
      'create',
      { VAULT: '<vault>' },
      /Set the variables.*<vault>/,
    ],
    ['with a value that nobody wrote', 'remove', { PROJECT: '<project>' }, /Set the variables/],
  ] as const) {
    it(`calls nothing ${what} (${action})`, () => {
      const { status, stderr } = run(action, settings);
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.deepEqual(calls(), []);
    });
  }
});

interface Saved {
  readonly authorization?: {
    readonly scheme: string;
    readonly parameters: Readonly<Record<string, string>>;
  };
  readonly keyProperties?: Readonly<Record<string, unknown>>;
  readonly x509CertificateProperties?: Readonly<Record<string, unknown>>;
}

describe('setup/azure.ps1', () => {
  it('calls az exactly as setup/azure.sh does', () => {
    const expected = azureCalls(read('azure.sh'));
    assert(expected.length >= 40, String(expected.length));
    assert.deepEqual(azureCalls(read('azure.ps1')), expected);
  });

  it('has the same variables with the same values', () => {
    const inBash = [...read('azure.sh').matchAll(/^([A-Z_]+)="\$\{[A-Z_]+:-([^}]*)\}"/gm)];
    const inPowerShell = [
      ...read('azure.ps1').matchAll(/^\$([A-Z_]+) = Get-Setting '[A-Z_]+' '([^']*)'/gm),
    ];
    assert(inBash.length >= 11);
    assert.deepEqual(
      inPowerShell.map(([, name, value]) => [name, value]),
      inBash.map(([, name, value]) => [name, value]),
    );
  });

  it('writes files with the same content', () => {
    const files = [...read('azure.sh').matchAll(/<<JSON\n([\s\S]*?)\nJSON$/gm)];
    const inBash = files.map(([, text = '']) => JSON.parse(text) as unknown);
    assert.equal(inBash.length, 4);
    assert.deepEqual(powershellValues(read('azure.ps1')), inBash);
  });

  it('refuses an older PowerShell, and removes its files after a failure, as azure.sh does', () => {
    assert.match(read('azure.ps1'), /^#Requires -Version 7\.3$/m);
    assert.match(read('azure.ps1'), /try \{ New-Everything \} finally \{ .*Remove-Item .* \$FILES/);
    assert.match(read('azure.sh'), /trap 'rm -rf "\$FILES"' EXIT/);
  });
});
