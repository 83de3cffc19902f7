import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Certificate, selfSignedCertificate } from '../../support/certificates';
import { pushImage } from '../../support/registry/image';
import { openSuiteWorld } from '../../support/suite';
import { notationVersions } from '../../support/tools';
import { type World } from '../../support/world';
import type { Station } from '../gate/station';
import { logOf } from '../gate/verdict';
import { Scene, assertSucceeded, writeSource } from './scene';

const store = '.pipeline/truststore/x509/ca/signers';

describe('the trust store', () => {
  let world: World;
  let scene: Scene;
  let stranger: Certificate;
  /** An image that the world's certificate has signed. */
  let image: string;

  before(async function () {
    world = await openSuiteWorld(this);
    scene = new Scene(world);
    stranger = selfSignedCertificate({ folder: world.root, commonName: 'stranger' });
    image = (await pushImage(world.registry, 'app', 'v1')).reference;
    assertSucceeded(await scene.real().sign(image));
  });

  type Content = string | Buffer | ((file: string) => void);

  /** Puts these in the store of a job, in place of the certificate that is usually there. */
  function furnish(
    { job }: Station,
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
      const station = scene.real(version);
      const inputs = furnish(station, {
        'signer.pem': world.certificate.pem,
        ...Object.fromEntries(companions.map((name) => [name, 'no certificate'])),
        retired: (file) => mkdirSync(file),
        'retired/stranger.pem': stranger.pem,
      });
      const step = await station.job.run(world.task, { inputs });
      assertSucceeded(step);
      for (const name of [...companions, 'retired']) {
        const isTold = step.log.some(
          (line) =>
            line.includes('is no certificate: ') && line.endsWith(`/x509/ca/signers/${name}`),
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
      ['DER', 'signer.cer', () => new X509Certificate(world.certificate.pem).raw],
      ['a file without extension', 'signer', () => world.certificate.pem],
      [
        'a link to a file elsewhere',
        'linked.pem',
        () => (file) => symlinkSync(world.certificate.certificatePath, file),
      ],
    ];
    for (const [title, name, content] of contents) {
      it(`I9 takes ${title} (notation ${version})`, async () => {
        const station = scene.real(version);
        const inputs = furnish(station, { [name]: content() });
        const step = await station.job.run(world.task, { inputs });
        assertSucceeded(step);
        assert(step.log.includes(`Verified  ${image}`), logOf(step));
      });
    }
  }

  it('I9 trusts nobody but whose certificate is in it', async () => {
    const station = scene.real();
    const inputs = furnish(station, { 'stranger.pem': stranger.pem });
    const step = await station.job.run(world.task, { inputs });
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
    ['a link to nothing', 'gone.pem', (file) => symlinkSync('nowhere.pem', file)],
  ];
  for (const [title, name, content] of unreadable) {
    it(`I9 is refused for ${title}, by its name`, async () => {
      const station = scene.watched();
      const inputs = furnish(station, { 'signer.pem': world.certificate.pem, [name]: content });
      await scene.assertRefused(
        () => station.job.run(world.task, { inputs }),
        'CertificateUnreadable',
        path.join(station.job.sources, store, name),
      );
    });
  }

  for (const [title, files] of [
    ['nothing', {}],
    ['companions only', { 'README.md': 'Put certificates here.', '.gitkeep': '' }],
  ] as const) {
    it(`I9 is refused where it holds ${title}`, async () => {
      const station = scene.watched();
      const inputs = furnish(station, files);
      await scene.assertRefused(
        () => station.job.run(world.task, { inputs }),
        'TrustStoreEmpty',
        path.join(station.job.sources, store),
      );
    });
  }

  it('I9 is refused where one of the stores that its policy names holds nothing', async () => {
    const station = scene.watched();
    const inputs = furnish(station, { 'signer.pem': world.certificate.pem });
    writeSource(station.job, path.join(path.dirname(store), 'later/.gitkeep'), '');
    const policy = path.join(station.job.sources, inputs['trustPolicy'] ?? '');
    const text = readFileSync(policy, 'utf8').replace('"ca:signers"', '"ca:signers","ca:later"');
    writeFileSync(policy, text);
    await scene.assertRefused(
      () => station.job.run(world.task, { inputs }),
      'TrustStoreEmpty',
      'later',
    );
  });

  it('I9 is refused where there is none at all', async () => {
    const station = scene.watched();
    const inputs = furnish(station, {});
    rmSync(path.join(station.job.sources, store), { recursive: true });
    await scene.assertRefused(
      () => station.job.run(world.task, { inputs }),
      'TrustStoreLayout',
      'x509/ca/<store>',
    );
  });
});
