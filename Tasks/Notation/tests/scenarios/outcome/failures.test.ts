import assert from 'node:assert/strict';
import semver from 'semver';
import type { StepRun } from '../../../../../emulator/run';
import type { Fault, FaultHook } from '../../doubles/registry/faults';
import { copySignature, corruptSignature } from '../../doubles/registry/tampering';
import { endedWith } from '../../fixtures/suite';
import { notationVersions, requireTool } from '../../fixtures/tools';
import {
  FailureFixture,
  nowhere,
  repository,
  signedImage,
} from '../../fixtures/job/failureFixture';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf, wordsOf } from '../../fixtures/job/logAssertions';

interface Row {
  readonly title: string;
  readonly code: string;
  /** The reason, in notation's own words where notation found it: the log must repeat it. */
  readonly words: RegExp;
  /** The code where the task sees it coming, so that notation is not even asked; then in its words. */
  readonly foreseen?: string;
  /** The versions that can be brought to say so, all by default. */
  readonly versions?: string;
  readonly run: (fixture: FailureFixture, testJob: TestJob) => Promise<StepRun>;
}

/** More time than the registry that is told so is to be left in peace: nothing is tried again. */
const never = { 'Retry-After': '3600' };

function refusing(fault: Fault): FaultHook {
  return ({ kind }) => (kind === 'manifest' ? fault : undefined);
}

function unavailable(title: string, code: string, words: RegExp, fault: Fault): Row {
  return {
    ...{ title, code, words },
    run: ({ world, signed }, testJob) => {
      world.registry.faults = refusing(fault);
      return testJob.verify(signed.reference);
    },
  };
}

const rows: readonly Row[] = [
  {
    title: 'no signature',
    code: 'NotSigned',
    words: /the registry lists no signature/,
    run: ({ unsigned }, testJob) => testJob.verify(unsigned.reference),
  },
  {
    title: 'another key',
    code: 'SignerNotTrusted',
    // In the words of 1.3.2 and of what follows 2.0.0-alpha.1, or in those of all others.
    words: /does not contain any trusted certificate|not produced by a trusted signer/,
    run: ({ signed, stranger }, testJob) =>
      testJob.verify(signed.reference, { certificates: [stranger] }),
  },
  {
    title: 'another identity',
    code: 'IdentityNotTrusted',
    words: /does not match the X\.509 trusted identities/,
    run: ({ signed }, testJob) =>
      testJob.verify(signed.reference, {
        change: (statement) =>
          (statement.trustedIdentities = ['x509.subject: C=US, ST=WA, O=Nobody']),
      }),
  },
  {
    title: 'a signature of another artifact',
    code: 'SignatureSubjectMismatch',
    words: /content descriptor mismatch/,
    run: async ({ world, signed }, testJob) => {
      const bare = await signedImage(world, 'bare', {});
      world.registry.store.deleteManifest(repository, bare.signature);
      world.registry.store.deleteManifest(repository, `sha256-${bare.digest.slice(7)}`);
      copySignature(world.registry.store, repository, signed.signature, bare.digest);
      return testJob.verify(bare.reference);
    },
  },
  {
    title: 'a tampered signature',
    code: 'SignatureTampered',
    words: /signature is invalid/,
    run: async ({ world }, testJob) => {
      const image = await signedImage(world, 'tampered', {});
      corruptSignature(world.registry.store, repository, image.signature);
      return testJob.verify(image.reference);
    },
  },
  {
    title: 'an envelope that is not the one that its manifest names',
    code: 'SignatureUnreadable',
    words: /localhost:\d+ .*digest/,
    run: async ({ world }, testJob) => {
      const { store } = world.registry;
      const image = await signedImage(world, 'swapped', {});
      const [layer] = store.manifest(repository, image.signature)?.content.layers ?? [];
      assert(layer !== undefined);
      store.replaceBlob(repository, layer.digest, Buffer.alloc(layer.size, 'x'));
      return testJob.verify(image.reference);
    },
  },
  {
    title: 'a missing trust store',
    code: 'TrustStoreNotFound',
    foreseen: 'StoreMissing',
    words: /trust store.* does not exist/,
    run: ({ signed }, testJob) =>
      testJob.verify(signed.reference, {
        change: (statement) => (statement.trustStores = ['ca:missing']),
      }),
  },
  {
    title: 'a trust store with the certificate of a mere signer',
    code: 'TrustedCertificateRefused',
    foreseen: 'NotACertificateAuthority',
    words: /failed to validate the trusted certificate|is not a CA certificate or self-signed/,
    run: ({ unasked, unaskable }, testJob) =>
      testJob.verify(unasked.reference, { certificates: [unaskable] }),
  },
  {
    title: 'no applicable statement',
    code: 'NoApplicableStatement',
    foreseen: 'ScopeNotCovered',
    words: /has no applicable (?:oci )?trust policy/,
    run: ({ signed }, testJob) =>
      testJob.verify(signed.reference, { scopes: ['localhost:1/other'] }),
  },
  {
    title: 'a trust policy that means nothing',
    code: 'TrustPolicyRefused',
    foreseen: 'TrustPolicyMalformed',
    words: /trust policy statement/,
    run: ({ signed }, testJob) =>
      testJob.verify(signed.reference, {
        change: (statement) => (statement.signatureVerification.level = 'super'),
      }),
  },
  {
    title: 'nobody to ask about revocation',
    code: 'RevocationUnknown',
    words: /revocation status is unknown|revocation check failed/,
    run: ({ unasked, authority }, testJob) =>
      testJob.verify(unasked.reference, { certificates: [authority] }),
  },
  {
    title: 'an expired signature',
    code: 'SignatureExpired',
    words: /digital signature has expired/,
    run: ({ expired }, testJob) => testJob.verify(expired.reference),
  },
  {
    title: 'an expired certificate',
    code: 'CertificateExpired',
    words: /is not valid anymore|it was expired at/,
    run: ({ outlived, brief }, testJob) =>
      testJob.verify(outlived.reference, { certificates: [brief] }),
  },
  {
    title: 'signing with an expired certificate',
    code: 'CertificateExpired',
    words: /expired|validity period/,
    run: ({ world, unsigned }, testJob) =>
      testJob.sign(unsigned.reference, { keyid: world.vault.keyId('brief') }),
  },
  {
    title: 'a timestamp authority out of reach',
    code: 'TimestampRefused',
    words: /timestamp: /,
    versions: '>=1.2.0',
    run: ({ unsigned, authority }, testJob) =>
      testJob.sign(unsigned.reference, {
        timeoutPerArtifact: '60s',
        timestampURL: nowhere,
        timestampRootCert: authority.certificatePath,
      }),
  },
  {
    title: 'a registry without TLS',
    code: 'RegistryNotHttps',
    words: /127\.0\.0\.1:\d+: the server does not speak TLS/,
    run: ({ signed }, testJob) =>
      testJob.verify(signed.reference.replace('localhost', '127.0.0.1')),
  },
  {
    title: 'a registry with a certificate of its own',
    code: 'RegistryCertificateRefused',
    words: /127\.0\.0\.1:\d+: the TLS certificate is not trusted/,
    run: ({ signed, encrypted }, testJob) => {
      const host = encrypted.host.replace('localhost', '127.0.0.1');
      return testJob.verify(signed.reference.replace(/^[^/]+/, host));
    },
  },
  {
    title: 'an artifact that is not there',
    code: 'ArtifactNotFound',
    words: /localhost:\d+: status 404/,
    run: ({ world }, testJob) =>
      testJob.verify(`${world.registry.host}/team/nothing@sha256:${'0'.repeat(64)}`),
  },
  {
    title: 'a key that is not there',
    code: 'PluginFailed',
    words: /was not found in this key vault/,
    run: ({ world, unsigned }, testJob) =>
      testJob.sign(unsigned.reference, { keyid: world.vault.keyId('nothing') }),
  },
  unavailable(
    'a registry that wants a login',
    'RegistryUnauthorized',
    /localhost:\d+ wants a login, and there is no login for it/,
    {
      status: 401,
      headers: { 'WWW-Authenticate': 'Basic realm="Registry Realm"' },
    },
  ),
  unavailable('a registry that refuses a login', 'RegistryUnauthorized', /localhost:\d+ .*401/, {
    status: 401,
  }),
  unavailable(
    'a registry that forbids it',
    'RegistryForbidden',
    /localhost:\d+ answered with status 403/,
    {
      status: 403,
    },
  ),
  ...[408, 429, 500, 503].map((status) =>
    unavailable(
      `a registry that answers ${status}`,
      'RegistryUnavailable',
      new RegExp(`localhost:\\d+ .*status ${status}`),
      { status, headers: never },
    ),
  ),
  unavailable(
    'a connection that is reset',
    'RegistryUnavailable',
    /localhost:\d+: the connection ended before the answer was complete/,
    {
      reset: true,
    },
  ),
  {
    title: 'a registry out of reach',
    code: 'RegistryUnavailable',
    words: /localhost:1: the connection was refused/,
    run: ({ signed }, testJob) => testJob.verify(signed.reference.replace(/^[^/]+/, 'localhost:1')),
  },
];

describe('the gate and each way to fail', () => {
  let fixture: FailureFixture;

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await FailureFixture.open());
  });

  afterEach(() => {
    fixture.world.registry.faults = undefined;
  });

  for (const notation of notationVersions()) {
    const { version } = notation;
    const includePrerelease = { includePrerelease: true };
    for (const { title, code, foreseen, words, versions = '*', run } of rows) {
      if (!semver.satisfies(version, versions, includePrerelease)) continue;
      it(`G8 ${title} fails as ${code}, with the reason (${version})`, async () => {
        const ended = await run(fixture, TestJob.at(fixture.world, notation));
        assertOnlyTaskCommands(ended, 'Failed', [fixture.world.vault.access.clientSecret ?? '']);
        const [told, ...more] = codesOf(ended);
        assert.deepEqual(more, []);
        if (told === foreseen) return;
        assert.equal(told, code, logOf(ended));
        assert.match(wordsOf(ended), words);
      });
    }
  }
});
