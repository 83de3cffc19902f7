import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { X509Certificate } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { openSuiteWorld } from '../../fixtures/suite';
import { type NotationVersion, newestNotation, notationVersions } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { writeSource } from '../../fixtures/inputs/inputFixture';
import { assertEnded, repository, signedImage } from '../../fixtures/trust/trustAssertions';
import {
  bareAuthority,
  bareLeaf,
  certificateWithText,
} from '../../fixtures/trust/unusualCertificates';

const policyFile = '.pipeline/policy.json';
const storeFolder = '.pipeline/store';

interface Statement {
  readonly scopes?: readonly string[];
  readonly level?: string;
  readonly override?: Readonly<Record<string, string>>;
  readonly stores?: readonly string[];
}

describe('a trust, as the task and as notation itself take it', () => {
  let world: World;
  let artifact: string;
  let stranger: Certificate;

  before(async function () {
    world = await openSuiteWorld(this);
    ({ reference: artifact } = await signedImage(world));
    stranger = selfSignedCertificate({ folder: world.root, commonName: 'stranger' });
  });

  function policyOf({ scopes = ['*'], level = 'strict', override, stores }: Statement): string {
    const statement = {
      name: 'images',
      registryScopes: scopes,
      signatureVerification: { level, override },
      trustStores: stores ?? ['ca:signers'],
      trustedIdentities: ['*'],
    };
    return JSON.stringify({ version: '1.0', trustPolicies: [statement] }, undefined, 2);
  }

  type Files = Readonly<Record<string, string | Buffer>>;

  /** A testJob whose sources hold a policy and the files of the store `ca:signers`. */
  function stationWith(notation: NotationVersion, policy: string | Buffer, files: Files): TestJob {
    const testJob = TestJob.at(world, notation);
    writeSource(testJob.job, policyFile, policy);
    mkdirSync(path.join(testJob.job.sources, storeFolder, 'x509'), { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      writeSource(testJob.job, `${storeFolder}/x509/ca/${name}`, content);
    }
    return testJob;
  }

  function verify({ job }: TestJob, inputs: Readonly<Record<string, string>> = {}) {
    const trust = { trustPolicy: policyFile, trustStore: storeFolder };
    const usual = { command: 'verify', artifactRefs: artifact, ...trust };
    return job.run(world.task, { inputs: { ...usual, ...inputs } });
  }

  /** The exit code of notation itself with the very files of a testJob. */
  async function raw({ job }: TestJob, { path: program }: NotationVersion, ...flags: string[]) {
    const home = mkdtempSync(path.join(world.root, 'raw-'));
    const config = path.join(home, 'notation');
    mkdirSync(config);
    cpSync(path.join(job.sources, policyFile), path.join(config, 'trustpolicy.json'));
    cpSync(path.join(job.sources, storeFolder), path.join(config, 'truststore'), {
      recursive: true,
    });
    const child = spawn(program, ['verify', ...flags], {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        DOCKER_CONFIG: path.join(home, 'docker'),
        XDG_CONFIG_HOME: home,
        NOTATION_CONFIG: config,
        NOTATION_LIBEXEC: config,
      },
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    rmSync(home, { recursive: true });
    return code;
  }

  const signer = (): string => world.certificate.pem;
  const der = ({ pem }: Certificate): Buffer => new X509Certificate(pem).raw;
  /** Rejects code signing, as OpenSSL writes it behind a certificate. */
  function trusted(): string {
    const settings = Buffer.from('300ea00c060a2b0601040182370a0304', 'hex');
    const body = Buffer.concat([der(world.certificate), settings]).toString('base64');
    return `-----BEGIN TRUSTED CERTIFICATE-----\n${body}\n-----END TRUSTED CERTIFICATE-----\n`;
  }
  const nested = (before: string): Certificate =>
    certificateWithText(mkdtempSync(path.join(world.root, 'nested-')), `${before}${signer()}`);

  type Content = [title: string, content: () => string | Buffer];
  const wider: Content[] = [
    ['behind a number sign', () => `${stranger.pem}#${signer()}`],
    ['in comments as a whole', () => stranger.pem + signer().replace(/^(?=.)/gm, '# ')],
    ['behind a blank', () => `${stranger.pem} ${signer()}`],
    ['behind words', () => `${stranger.pem}signer: ${signer()}`],
    ['behind a tab, alone', () => `\t${signer()}`],
    ['with trust settings that reject its use', () => stranger.pem + trusted()],
    ['in an extension of a DER certificate', () => der(nested('x'))],
    ['in an extension of a PEM certificate', () => nested('\n').pem],
    [
      'within the block of another',
      () => stranger.pem.replace('\n', `\n${signer()}`).slice(0, 900),
    ],
    ['behind a byte order mark, before another', () => `\ufeff${signer()}${stranger.pem}`],
  ];
  const alike: Content[] = [
    ['behind a line of words', () => `The signer:\n${signer()}`],
    ['beside one in comments', () => `#${stranger.pem}${signer()}`],
    ['with blanks at the ends of lines', () => signer().replaceAll('\n', ' \t\r\n')],
    ['under an older label', () => signer().replaceAll('CERTIFICATE', 'X509 CERTIFICATE')],
    ['with headers', () => signer().replace('-----\n', '-----\nComment: signer\n\n')],
  ];
  for (const notation of notationVersions()) {
    const { version } = notation;

    for (const [title, content] of wider) {
      it(`G12 S2 trusts no certificate that notation does not: ${title} (${version})`, async () => {
        const testJob = stationWith(notation, policyOf({}), { 'signers/a.pem': content() });
        assert.equal(await raw(testJob, notation, artifact), 1);
        const run = await verify(testJob);
        assert.equal(run.result, 'Failed', logOf(run));
        assert.match(codesOf(run).join(), /^(?:CertificateUnreadable|SignerNotTrusted)$/);
      });
    }

    for (const [title, content] of alike) {
      it(`G12 S2 trusts a certificate that notation does: ${title} (${version})`, async () => {
        const testJob = stationWith(notation, policyOf({}), { 'signers/a.pem': content() });
        assert.equal(await raw(testJob, notation, artifact), 0);
        assertEnded(await verify(testJob));
      });
    }

    const levels: [title: string, statement: Statement][] = [
      ['strict', {}],
      ['permissive', { level: 'permissive' }],
      ['audit', { level: 'audit' }],
      ['strict that logs', { override: { authenticity: 'log' } }],
      ['audit that enforces', { level: 'audit', override: { authenticity: 'enforce' } }],
    ];
    const stores: [title: string, code: string, files: () => Files][] = [
      ['that is missing', 'StoreMissing', () => ({ 'others/a.pem': signer() })],
      ['that holds no certificate', 'CertificateUnreadable', () => ({ 'signers/a.pem': 'junk' })],
      [
        'that holds one and junk',
        'CertificateUnreadable',
        () => ({ 'signers/a.pem': 'junk', 'signers/b.pem': signer() }),
      ],
    ];
    for (const [title, statement] of levels) {
      for (const [kind, code, files] of stores) {
        it(`F3 ends as notation does at ${title}, with a store ${kind} (${version})`, async () => {
          const testJob = stationWith(notation, policyOf(statement), files());
          const isRefused = (await raw(testJob, notation, artifact)) !== 0;
          const run = await verify(testJob);
          if (isRefused) {
            assertEnded(run, code);
            return;
          }
          assert.equal(run.result, 'SucceededWithIssues', logOf(run));
          const told = run.issues.map(({ type, message }) => `${type}: ${message}`);
          assert.equal(told.length, 2, told.join('\n'));
          const foreseen = new RegExp(`^warning: .*ca:signers.*\\(${code}\\)`);
          for (const words of [foreseen, /^warning: .*the check of authenticity failed/]) {
            assert(
              told.some((one) => words.test(one)),
              told.join('\n'),
            );
          }
        });
      }
    }

    it(`F4 reads certificates without a subject (${version})`, async () => {
      const folder = mkdtempSync(path.join(world.root, 'bare-'));
      const files = { 'signers/a.pem': signer(), 'signers/b.pem': bareAuthority(folder) };
      const testJob = stationWith(notation, policyOf({}), files);
      assert.equal(await raw(testJob, notation, artifact), 0);
      assertEnded(await verify(testJob, { showSigner: 'true' }));
    });

    it(`F4 tells what is wrong with a certificate without a subject (${version})`, async () => {
      const folder = mkdtempSync(path.join(world.root, 'bare-'));
      const files = { 'signers/a.pem': signer(), 'signers/b.pem': bareLeaf(stranger, folder) };
      const testJob = stationWith(notation, policyOf({}), files);
      assert.equal(await raw(testJob, notation, artifact), 1);
      const run = await verify(testJob);
      assertEnded(run, 'NotACertificateAuthority');
      assert.match(run.issues[0]?.message ?? '', /b\.pem: .*'SHA-256 [0-9A-F:]{95}'/);
    });

    const insecure = { insecureRegistry: 'true' };
    const spelled = (host: string): string => artifact.replace('localhost', host);
    const scopeOf = (host: string): string => `${spelled(host).replace(/\/.*/, '')}/${repository}`;
    it(`F2 takes a host in any case of letters, as the policy has it (${version})`, async () => {
      const policy = policyOf({ scopes: [scopeOf('LocalHost')] });
      const testJob = stationWith(notation, policy, { 'signers/a.pem': signer() });
      assert.equal(await raw(testJob, notation, '--insecure-registry', spelled('LocalHost')), 0);
      for (const host of ['LocalHost', 'localhost', 'LOCALHOST']) {
        assertEnded(await verify(testJob, { artifactRefs: spelled(host), ...insecure }));
      }
    });

    it(`F2 speaks TLS to a host that notation speaks TLS to (${version})`, async () => {
      const policy = policyOf({ scopes: [scopeOf('localhost')] });
      const testJob = stationWith(notation, policy, { 'signers/a.pem': signer() });
      const inputs = { artifactRefs: spelled('LOCALHOST') };
      assertEnded(await verify(testJob, inputs), 'RegistryNotHttps');
      assertEnded(await verify(testJob));
    });
  }

  const refused: [title: string, code: string, words: RegExp, policy: () => string | Buffer][] = [
    [
      'a policy in UTF-16',
      'TrustPolicyMalformed',
      /UTF-16.*UTF-8/,
      () => Buffer.from(`\ufeff${policyOf({})}`, 'utf16le'),
    ],
    [
      'a pattern within a name',
      'ScopePattern',
      /policy\.json:\d+: .*'localhost\/team\*'.* is no pattern/,
      () => policyOf({ scopes: ['localhost/team*'] }),
    ],
    [
      'a policy that says a thing twice',
      'TrustPolicyMalformed',
      /policy\.json:\d+ .*"level" twice/,
      () => policyOf({}).replace('"level": "strict"', '"level": "audit",\n"Level": "strict"'),
    ],
  ];
  for (const [title, code, words, policy] of refused) {
    it(`F10 refuses ${title}, and says why`, async () => {
      const notation = newestNotation();
      const testJob = stationWith(notation, policy(), { 'signers/a.pem': signer() });
      const run = await verify(testJob);
      assertEnded(run, code);
      assert.match(run.issues[0]?.message ?? '', words);
    });
  }

  describe('without a policy file', () => {
    const verifyWith = (inputs: Readonly<Record<string, string>>): Promise<StepRun> => {
      const { job } = TestJob.at(world, newestNotation());
      const usual = { command: 'verify', artifactRefs: artifact };
      return job.run(world.task, { inputs: { ...usual, ...inputs } });
    };

    it('F10 refuses a list of certificates that names none', async () => {
      assertEnded(await verifyWith({ trustedCertificates: ',' }), 'TrustedCertificatesBlank');
    });

    it('F10 tells both ways to say whom to trust', async () => {
      const run = await verifyWith({});
      assertEnded(run, 'InputMissing');
      for (const name of ['trustPolicy', 'trustStore', 'trustedCertificates']) {
        assert(run.issues[0]?.message.includes(name), logOf(run));
      }
    });

    it('F10 warns of an authority without identities, as a variable that was empty leaves it', async () => {
      const folder = mkdtempSync(path.join(world.root, 'any-'));
      const authority = path.join(folder, 'bare.pem');
      writeFileSync(authority, bareAuthority(folder));
      const trustedCertificates = `${world.certificate.certificatePath},${authority}`;
      const warnings = async (trustedIdentities: string): Promise<string[]> => {
        const run = await verifyWith({ trustedCertificates, trustedIdentities });
        assertEnded(run);
        return run.issues.map(({ message }) => message);
      };
      const [first = '', ...others] = await warnings('');
      assert(first.includes('trustedIdentities is empty') && first.includes(authority), first);
      assert.deepEqual(others, []);
      const named = 'x509.subject: C=US, ST=WA, O=Notary, CN=signer';
      assert.deepEqual(await warnings(named), []);
    });
  });
});
