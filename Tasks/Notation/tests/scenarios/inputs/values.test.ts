import assert from 'node:assert/strict';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { type World } from '../../fixtures/world';
import { InputFixture, assertSucceeded, writeSource } from '../../fixtures/inputs/inputFixture';

describe('the values of inputs', () => {
  let world: World;
  let fixture: InputFixture;
  let reference: string;

  before(async function () {
    world = await openSuiteWorld(this);
    fixture = new InputFixture(world);
    ({ reference } = await pushImage(world.registry, 'values', 'v1'));
  });

  /** The agent trims what a pipeline writes, but not what a variable holds. */
  function throughVariables(values: Readonly<Record<string, string>>): {
    variables: Record<string, string>;
    inputs: Record<string, string>;
  } {
    const names = Object.keys(values);
    return {
      variables: Object.fromEntries(names.map((name) => [`given.${name}`, values[name] ?? ''])),
      inputs: Object.fromEntries(names.map((name) => [name, `$(given.${name})`])),
    };
  }

  it('I4 may have blanks and line breaks around them, and choices any case', async () => {
    const { variables, inputs } = throughVariables({
      command: '  SIGN\t',
      artifactRefs: `\r\n ${reference}\r\n`,
      plugin: ' AzureKeyVault ',
      akvPluginVersion: '\t1.2.1\r\n',
      keyid: ` ${world.keyId}\r\n`,
      selfSigned: ' TRUE\r\n',
      signatureFormat: ' Jws ',
      allowReferrersAPI: '\tTrue ',
      failOnWarning: ' FALSE ',
      timeoutPerArtifact: ' 1M30S\r\n',
    });
    const station = fixture.watched({ variables });
    const [call = []] = await fixture.callsOf(() => station.sign('', inputs));
    assert.deepEqual(call, [
      ...['sign', '--signature-format', 'jws', '--plugin', 'azure-kv', '--id', world.keyId],
      ...['--plugin-config', 'self_signed=true', '--plugin-config', 'credential_type=environment'],
      ...['--force-referrers-tag=false', '--verbose', reference],
    ]);
  });

  for (const blank of [' ', '\t\r\n']) {
    it(`I4 are empty where they are blank: ${JSON.stringify(blank)}`, async () => {
      const { variables, inputs } = throughVariables({ keyid: blank });
      const station = fixture.watched({ variables });
      await fixture.assertRefused(() => station.sign(reference, inputs), 'InputMissing', 'keyid');
    });
  }

  it('I4 name files with the separators of Windows', async () => {
    const station = fixture.real();
    const image = await pushImage(world.registry, 'app', 'v1');
    assertSucceeded(await station.sign(image.reference));
    const { variables, inputs } = throughVariables({
      trustPolicy: ' .pipeline\\trustpolicy\\trustpolicy.json\r\n',
      trustStore: '.\\.pipeline\\truststore\\ ',
    });
    for (const [name, value] of Object.entries(variables)) station.job.variables.set(name, value);
    assertSucceeded(await station.verify(image.reference, {}, inputs));
  });

  it('I4 name a bundle of certificates so, and notation gets its whole path', async () => {
    const station = fixture.watched();
    const file = writeSource(station.job, 'certificates/the ca.pem', world.certificate.pem);
    const inputs = { selfSigned: 'false', caCertBundle: 'certificates\\the ca.pem' };
    const [call = []] = await fixture.callsOf(() => station.sign(reference, inputs));
    assert(call.includes(`ca_certs=${file}`), call.join(' '));
  });

  for (const [value, isSet] of [
    ['tRuE', true],
    ['FALSE', false],
  ] as const) {
    it(`I4 may be booleans in any case: '${value}'`, async () => {
      const station = fixture.watched();
      const [call = []] = await fixture.callsOf(() =>
        station.sign(reference, { selfSigned: value }),
      );
      assert.deepEqual([call[0], call.includes('self_signed=true')], ['sign', isSet]);
    });
  }

  // All of them are in tests/unit/inputs/refused.test.ts.
  const booleans: [command: 'install' | 'sign' | 'verify', name: string, value: string][] = [
    ['install', 'isCustomVersion', 'yes'],
    ['sign', 'selfSigned', '1'],
    ['verify', 'failOnWarning', 'no'],
  ];
  for (const [command, name, value] of booleans) {
    it(`I4 are refused where they are no boolean: ${command}, ${name}: ${value}`, async () => {
      const { job } = fixture.watched();
      const trust = command === 'verify' ? world.trust(job) : {};
      const usual = { command, artifactRefs: reference, keyid: world.keyId, ...trust };
      await fixture.assertRefused(
        () => job.run(world.task, { inputs: { ...usual, [name]: value } }),
        'InputNotBoolean',
        ...[name, `'${value}'`, 'true or false'],
      );
    });
  }
});
