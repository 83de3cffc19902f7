import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World } from '../../fixtures/world';
import { FakeNotation } from '../../doubles/fakeNotation';
import { TestJob } from '../../fixtures/job/testJob';
import { codesOf, hasResult, logOf } from '../../fixtures/job/logAssertions';
import { InputFixture, assertSucceeded, writeSource } from '../../fixtures/inputs/inputFixture';

const store = '.pipeline/truststore/x509/ca/signers';

describe('the trust store', () => {
  let world: World;
  let fixture: InputFixture;
  let stranger: Certificate;
  /** An image that the world's certificate has signed. */
  let image: string;

  before(async function () {
    world = await openSuiteWorld(this);
    fixture = new InputFixture(world);
    stranger = selfSignedCertificate({ folder: world.root, commonName: 'stranger' });
    image = (await pushImage(world.registry, 'app', 'v1')).reference;
    assertSucceeded(await fixture.real().sign(image));
  });

  type Content = string | Buffer | ((file: string) => void);

  /** Puts these in the store of a job, in place of the certificate that is usually there. */
  function setUpVault(
    { job }: TestJob,
    files: Readonly<Record<string, Content>>,
  ): Record<string, string> {
    const trust = world.trust(job, { certificates: [] });
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(job.sources, store, name);
      if (typeof content === 'function') content(file);
      else writeSource(job, path.join(store, name), content);
    }
    return { command: 'verify', artifactRefs: image, ...trust };
  }

  /** Has the policy name another store too. */
  function trustAlso({ job }: TestJob, inputs: Readonly<Record<string, string>>, entry: string) {
    const policy = path.join(job.sources, inputs['trustPolicy'] ?? '');
    const text = readFileSync(policy, 'utf8').replace('"ca:signers"', `"ca:signers","${entry}"`);
    writeFileSync(policy, text);
  }

  const privateKey = (): string => readFileSync(world.certificate.keyPath, 'utf8');
  const der = ({ pem }: Certificate): Buffer => new X509Certificate(pem).raw;

  const companions = [
    'README',
    'readme',
    'LICENSE',
    'LICENCE',
    'notes.md',
    'CHAIN.TXT',
    '.gitkeep',
    '.DS_Store',
  ];
  for (const { version } of notationVersions()) {
    it(`I9 leaves out what is no certificate, with a notice (notation ${version})`, async () => {
      const testJob = fixture.real(version);
      const inputs = setUpVault(testJob, {
        'signer.pem': world.certificate.pem,
        ...Object.fromEntries(companions.map((name) => [name, 'no certificate'])),
        retired: (file) => mkdirSync(file),
        'retired/stranger.pem': stranger.pem,
      });
      const step = await testJob.job.run(world.task, { inputs });
      assertSucceeded(step);
      for (const name of [...companions, 'retired']) {
        const isTold = step.log.some(
          (line) =>
            line.includes('is not a certificate: ') && line.endsWith(`/x509/ca/signers/${name}`),
        );
        assert(isTold, `${name}: ${logOf(step)}`);
      }
    });

    const contents: [title: string, name: string, content: () => Content][] = [
      ['PEM with several certificates', 'all.pem', () => stranger.pem + world.certificate.pem],
      [
        'PEM with line breaks of Windows',
        'signer.crt',
        () => world.certificate.pem.replaceAll('\n', '\r\n'),
      ],
      [
        'PEM with the private key before and after it',
        'signer.pem',
        () => privateKey() + world.certificate.pem + privateKey(),
      ],
      ['PEM behind a byte order mark', 'signer.pem', () => `\ufeff${world.certificate.pem}`],
      ['PEM of a mebibyte', 'signer.pem', () => world.certificate.pem.padEnd(2 ** 20)],
      [
        'DER with several certificates',
        'signer.cer',
        () => Buffer.concat([der(stranger), der(world.certificate)]),
      ],
      ['DER', 'signer.cer', () => der(world.certificate)],
      ['a file without extension', 'signer', () => world.certificate.pem],
      [
        'a link to a file elsewhere',
        'linked.pem',
        () => (file) => symlinkSync(world.certificate.certificatePath, file),
      ],
    ];
    for (const [title, name, content] of contents) {
      it(`I9 takes ${title} (notation ${version})`, async () => {
        const testJob = fixture.real(version);
        const inputs = setUpVault(testJob, { [name]: content() });
        const step = await testJob.job.run(world.task, { inputs });
        assertSucceeded(step);
        assert(hasResult(step, 'Verified', image), logOf(step));
      });
    }
  }

  it('I9 trusts nobody but whose certificate is in it', async () => {
    const testJob = fixture.real();
    const inputs = setUpVault(testJob, { 'stranger.pem': stranger.pem });
    const step = await testJob.job.run(world.task, { inputs });
    assert.deepEqual(
      step.issues.map(({ code }) => code),
      ['SignerNotTrusted'],
      logOf(step),
    );
  });

  const unreadable: [title: string, name: string, content: Content][] = [
    [
      'a private key',
      'signer.key',
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
    ],
    ['an empty file', 'empty.pem', ''],
    ['a text under another name', 'notes.doc', 'Trust us.'],
    ['half a certificate', 'half.pem', '-----BEGIN CERTIFICATE-----\nMIIB'],
    [
      'PEM that holds no certificate',
      'odd.crt',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    ],
    [
      'a file that is larger than any certificate',
      'huge.pem',
      (file) => writeFileSync(file, world.certificate.pem.padEnd(2 ** 20 + 1)),
    ],
    [
      'a file of a terabyte',
      'huge.pem',
      (file) => {
        writeFileSync(file, '');
        truncateSync(file, 2 ** 40);
      },
    ],
    ['a link to a device', 'zero.pem', (file) => symlinkSync('/dev/zero', file)],
    ['a FIFO', 'fifo.pem', (file) => void execFileSync('mkfifo', [file])],
    ['a link to nothing', 'gone.pem', (file) => symlinkSync('nowhere.pem', file)],
  ];
  for (const [title, name, content] of unreadable) {
    it(`I9 is refused for ${title}, by its name`, async () => {
      const testJob = fixture.watched();
      const inputs = setUpVault(testJob, { 'signer.pem': world.certificate.pem, [name]: content });
      await fixture.assertRefused(
        () => testJob.job.run(world.task, { inputs }),
        'CertificateUnreadable',
        path.join(testJob.job.sources, store, name),
      );
    });
  }

  it('I9 is read beside a link in a circle, which is named where the policy names it', async () => {
    const testJob = fixture.real();
    const inputs = setUpVault(testJob, { 'signer.pem': world.certificate.pem });
    const circle = path.join(testJob.job.sources, path.dirname(store), 'circle');
    symlinkSync('circle', circle);
    assertSucceeded(await testJob.job.run(world.task, { inputs }));
    trustAlso(testJob, inputs, 'ca:circle');
    const step = await testJob.job.run(world.task, { inputs });
    assert.deepEqual(codesOf(step), ['CertificateUnreadable'], logOf(step));
    assert(step.issues[0]?.message.includes(circle), step.issues[0]?.message);
  });

  it('I9 gives notation the certificates alone, without the private keys beside them', async () => {
    const body = `const fs = require('node:fs'), path = require('node:path');
      const root = process.env.NOTATION_CONFIG;
      const files = fs.readdirSync(root, { recursive: true }).map((name) => path.join(root, name));
      for (const file of files.filter((one) => fs.statSync(one).isFile())) {
        fs.appendFileSync(process.env.TEST_SEEN, fs.readFileSync(file));
      }`;
    const notation = new FakeNotation(world.root);
    notation.act(body);
    const TEST_SEEN = path.join(notation.folder, 'seen');
    const testJob = new TestJob(world, notation.folder, { environment: { TEST_SEEN } });
    const inputs = setUpVault(testJob, { 'signer.pem': privateKey() + world.certificate.pem });
    await testJob.job.run(world.task, { inputs });
    const seen = readFileSync(TEST_SEEN, 'utf8');
    assert(seen.includes(world.certificate.pem.trim()) && !seen.includes('PRIVATE KEY'), seen);
  });

  for (const [title, files] of [
    ['nothing', {}],
    ['companions only', { 'README.md': 'Put certificates here.', '.gitkeep': '' }],
  ] as const) {
    it(`I9 is refused where it holds ${title}`, async () => {
      const testJob = fixture.watched();
      const inputs = setUpVault(testJob, files);
      await fixture.assertRefused(
        () => testJob.job.run(world.task, { inputs }),
        'TrustStoreEmpty',
        path.join(testJob.job.sources, store),
      );
    });
  }

  it('I9 is refused where one of the stores that its policy names holds nothing', async () => {
    const testJob = fixture.watched();
    const inputs = setUpVault(testJob, { 'signer.pem': world.certificate.pem });
    writeSource(testJob.job, path.join(path.dirname(store), 'later/.gitkeep'), '');
    trustAlso(testJob, inputs, 'ca:later');
    await fixture.assertRefused(
      () => testJob.job.run(world.task, { inputs }),
      'TrustStoreEmpty',
      'later',
    );
  });

  it('I9 is refused where there is none at all', async () => {
    const testJob = fixture.watched();
    const inputs = setUpVault(testJob, {});
    rmSync(path.join(testJob.job.sources, store), { recursive: true });
    await fixture.assertRefused(
      () => testJob.job.run(world.task, { inputs }),
      'TrustStoreLayout',
      'x509/ca/<store>',
    );
  });
});
