import { givenInputs } from '../givenInputs';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import { TASK_SOURCE } from '../../../../../scripts/paths';
import { openTaskDirectory } from '../../../src/agent/taskDirectory';
import { TaskError } from '../../../src/errors';
import { trustInputs } from '../../../src/inputs/trust';

const policy = { trustPolicy: __filename, trustStore: __dirname };
const certificates = { trustedCertificates: __dirname };
const publishers = { trustedPublishers: 'Microsoft' };
const all = { policy, certificates, publishers };

describe('trustInputs', () => {
  before(() => openTaskDirectory(path.resolve(TASK_SOURCE)));
  afterEach(() => sinon.restore());

  function read(inputs: Readonly<Record<string, string>>) {
    givenInputs(inputs);
    return trustInputs();
  }

  function codeOf(inputs: Readonly<Record<string, string>>): string | undefined {
    try {
      read(inputs);
      return undefined;
    } catch (error) {
      assert(error instanceof TaskError, String(error));
      return error.code;
    }
  }

  for (const [source, given] of Object.entries(all)) {
    it(`infers ${source} from what is given, and takes it chosen`, () => {
      assert.deepEqual(read({ ...given, trustSource: source }), read(given));
    });

    it(`refuses another way beside ${source} that was chosen, and an empty one`, () => {
      for (const other of Object.entries(all).filter(([name]) => name !== source)) {
        const both = { ...given, ...other[1], trustSource: source };
        assert.equal(codeOf(both), 'ConflictingTrustInputs', other[0]);
      }
      assert.equal(codeOf({ trustSource: source }), 'InputMissing');
    });
  }

  it('refuses certificates beside any other way', () => {
    assert.equal(codeOf({ ...certificates, ...policy }), 'ConflictingTrustInputs');
    assert.equal(codeOf({ ...certificates, trustStore: __dirname }), 'ConflictingTrustInputs');
    assert.equal(codeOf({ ...certificates, ...publishers }), 'ConflictingTrustInputs');
  });

  it('takes publishers beside a policy, and not beside a part of one', () => {
    const both = read({ ...policy, ...publishers });
    assert(both.kind === 'policy' && both.policies !== undefined);
    assert.deepEqual(
      both.publishers.map(({ name }) => name),
      ['microsoft'],
    );
    assert.equal(codeOf({ ...publishers, trustStore: __dirname }), 'InputMissing');
    assert.equal(codeOf({ ...publishers, trustPolicy: __filename }), 'InputMissing');
    assert.equal(
      codeOf({ ...publishers, ...{ saveTrustTo: 'x' } }),
      'SaveTargetWithoutCertificates',
    );
  });

  it('D7 refuses a publisher that is unknown, and a list that names none', () => {
    for (const trustedPublishers of ['contoso', 'microsoft, contoso', ',']) {
      assert.equal(codeOf({ trustedPublishers }), 'PublisherUnknown', trustedPublishers);
    }
  });

  it('D7 has the certificates of a publisher at a mirror', () => {
    const given = read({ ...publishers, mirrorUrl: 'https://files.example/m?token=abc' });
    assert(given.kind === 'policy');
    assert.deepEqual(
      given.publishers.flatMap((one) => one.certificates.map(({ url }) => url)),
      [
        'https://files.example/m/pkiops/certs/Microsoft%20Supply%20Chain%20RSA%20Root%20CA%202022.crt?token=abc',
        'https://files.example/m/pki/certs/MicRooCerAut_2010-06-23.crt?token=abc',
      ],
    );
  });

  it('D8 takes several policies by commas, and demands that each place is filled', () => {
    const trust = read({ ...policy, trustPolicy: `${__filename} ,\n${__filename}` });
    assert(trust.kind === 'policy');
    assert.deepEqual(trust.policies?.files, [__filename, __filename]);
    for (const list of [`${__filename},`, `,${__filename}`, `${__filename},,${__filename}`, ',']) {
      assert.equal(codeOf({ ...policy, trustPolicy: list }), 'TrustPolicyBlank', list);
    }
    const lines = read({ ...policy, trustPolicy: `${__filename}\n${__filename}\r\n${__filename}` });
    assert(lines.kind === 'policy');
    assert.equal(lines.policies?.files.length, 3);
    for (const list of [`${__filename}\n\n${__filename}`, `${__filename}\n,${__filename}`]) {
      assert.equal(codeOf({ ...policy, trustPolicy: list }), 'TrustPolicyBlank', list);
    }
  });

  it('D8 takes no path with a comma for two policies', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'policies-'));
    try {
      const names = ['a', 'b.json', 'a,b.json'].map((name) => path.join(folder, name));
      for (const name of names) writeFileSync(name, '{}');
      assert.equal(codeOf({ ...policy, trustPolicy: names[2] ?? '' }), 'TrustPolicyComma');
      const two = read({ ...policy, trustPolicy: names.slice(0, 2).join(',') });
      assert(two.kind === 'policy');
      assert.deepEqual(two.policies?.files, names.slice(0, 2));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
