import assert from 'node:assert/strict';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { type World } from '../../fixtures/world';
import { logOf } from '../../fixtures/job/logAssertions';
import { InputFixture, assertSucceeded, writeSource } from '../../fixtures/inputs/inputFixture';

type Inputs = Record<string, string>;

const vault = 'https://test.vault.azure.net';

describe('what is wrong with the inputs of sign', () => {
  let world: World;
  let fixture: InputFixture;
  let reference: string;

  before(async function () {
    world = await openSuiteWorld(this, { pluginVersions: ['1.1.0', '1.2.1'] });
    fixture = new InputFixture(world);
    ({ reference } = await pushImage(world.registry, 'key-vault', 'v1'));
  });

  const bundle = { selfSigned: 'false', caCertBundle: 'ca.pem' };
  const stamp = { timestampURL: 'http://tsa.example', timestampRootCert: 'tsa.pem' };
  const old = { akvPluginVersion: '1.1.0' };
  const versionless = { keyid: `${vault}/keys/signer` };

  // More of them are in tests/unit/inputs/refused.test.ts.
  const bad: [
    title: string,
    inputs: Inputs,
    code: Parameters<InputFixture['assertRefused']>[1],
    told: string[],
  ][] = [
    [
      'selfSigned with a bundle',
      { selfSigned: 'true', caCertBundle: 'ca.pem' },
      'SelfSignedWithBundle',
      ['selfSigned', 'caCertBundle'],
    ],
    [
      'a bundle that is not there',
      { ...bundle, caCertBundle: 'none.pem' },
      'FileMissing',
      ['caCertBundle', "'none.pem'"],
    ],
    [
      'a timestamp authority without its root',
      { ...stamp, timestampRootCert: '' },
      'TimestampIncomplete',
      ['timestampURL is set', 'timestampRootCert is not'],
    ],
    [
      'a key ID that names no key',
      { keyid: `${vault}/secrets/signer/1` },
      'KeyIdMalformed',
      [`'${vault}/secrets/signer/1'`, 'https://<vault>.vault.azure.net/keys/'],
    ],
    ...['v1.1.0', '1.0.2'].map((version): [string, Inputs, 'KeyIdWithoutVersion', string[]] => [
      `a key ID without version for the plugin ${version}`,
      { ...versionless, akvPluginVersion: version },
      'KeyIdWithoutVersion',
      [`'${versionless.keyid}'`, version.replace('v', ''), '1.2.0'],
    ]),
  ];
  for (const [title, inputs, code, told] of bad) {
    it(`I7 is refused before anything is downloaded: ${title}`, async () => {
      const station = fixture.watched();
      writeSource(station.job, 'ca.pem', world.certificate.pem);
      writeSource(station.job, 'tsa.pem', world.certificate.pem);
      await fixture.assertRefused(() => station.sign(reference, inputs), code, ...told);
    });
  }

  it('I7 is nothing where the plugin knows a key ID without version', async () => {
    const { reference: image, digest } = await pushImage(world.registry, 'app', 'v1');
    const station = fixture.real();
    assertSucceeded(await station.sign(image, versionless));
    assert.equal(world.registry.store.signaturesOf('app', digest).length, 1);
    assertSucceeded(await station.verify(image));
  });

  it('I7 is nothing where an old plugin gets a key ID with its version', async () => {
    const { reference: image } = await pushImage(world.registry, 'app', 'v1');
    assertSucceeded(await fixture.real().sign(image, old));
  });

  it('I7 is nothing where bundle and timestamp are whole', async () => {
    const station = fixture.watched();
    const ca = writeSource(station.job, 'ca.pem', world.certificate.pem);
    const root = writeSource(station.job, 'tsa.pem', world.certificate.pem);
    const [call = []] = await fixture.callsOf(async () => {
      const step = await station.sign(reference, { ...bundle, ...stamp });
      assertSucceeded(step);
      assert(logOf(step).includes('Plugin azure-kv 1.2.1: '), logOf(step));
      return step;
    });
    assert(call.includes(`ca_certs=${ca}`), call.join(' '));
    assert.deepEqual(call.slice(call.indexOf('--timestamp-url')).slice(0, 4), [
      ...['--timestamp-url', stamp.timestampURL, '--timestamp-root-cert', root],
    ]);
  });
});
