import { type RevocationServer, startRevocationServer } from '../../doubles/revocationServer';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
} from '../../fixtures/certificates';
import { TIMESTAMP } from '../../fixtures/changedEnvelopes';
import { JWS, attachEnvelope, envelopeOf } from '../../fixtures/registry/content';
import { stampEnvelope } from '../../fixtures/registry/stampedEnvelope';
import { type Kind, VerdictSuite, compareVerdicts } from '../../fixtures/registry/verdicts';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { timestampToken } from '../../fixtures/timestampToken';
import type { TimestampTrust } from '../../fixtures/trust';
import type { World } from '../../fixtures/world';

const repository = 'team/app';
const MIN_ROWS = 160;
const MIN_FAILING_ROWS = 70;
const DAY_MS = 24 * 60 * 60 * 1000;

type Chain = readonly [Certificate, ...Certificate[]];
type Signers =
  'stamper' | 'outlivedStamper' | 'stranger' | 'coder' | 'revoked' | 'unknown' | 'unlisted';

describe('R4 the verdicts of the task and of notation itself on timestamps', () => {
  let world: World;
  let authority: Certificate;
  let root: Certificate;
  let server: RevocationServer;
  let young: Chain;
  let outlived: Chain;
  const signers = {} as Record<Signers, Certificate>;
  const verdicts = new VerdictSuite();

  before(async function () {
    world = await openSuiteWorld(this);
    const folder = world.root;
    authority = certificateAuthority({ folder, commonName: 'authority' });
    root = certificateAuthority({ folder, commonName: 'timestamp-root' });
    const strange = certificateAuthority({ folder, commonName: 'strange-root' });
    server = endedWith(this, await startRevocationServer(root, folder));
    young = [issuedCertificate(authority, { folder, commonName: 'young' }), authority];
    const expired = { folder, commonName: 'outlived', expired: true };
    outlived = [issuedCertificate(authority, expired), authority];
    const { crl, ocsp } = server.extensions;
    const purpose = 'extendedKeyUsage = critical, timeStamping';
    const issue = (
      commonName: Signers,
      extensions: readonly string[],
      { issuer = root, isExpired = false } = {},
    ): void => {
      const options = { folder, commonName, extensions, expired: isExpired, daysOld: 60 };
      signers[commonName] = issuedCertificate(issuer, options);
    };
    issue('stamper', [purpose]);
    issue('outlivedStamper', [purpose], { isExpired: true });
    issue('stranger', [purpose], { issuer: strange });
    issue('coder', []);
    issue('revoked', [purpose, crl]);
    issue('unknown', [purpose, 'crlDistributionPoints = URI:http://127.0.0.1:1/list.crl']);
    issue('unlisted', [purpose, ocsp]);
    server.set(signers.revoked, 'revoked');
  });

  const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);

  interface Stamp {
    readonly by?: Signers;
    readonly daysAgo?: number;
    readonly accuracySeconds?: number;
    /** Changes what is stamped. */
    readonly of?: (signature: Buffer) => Buffer;
    /** Changes the token. */
    readonly changed?: (token: Buffer) => Buffer;
  }

  const unchanged = (bytes: Buffer): Buffer => bytes;

  const unstamped =
    (chain: () => Chain): Kind =>
    (image, format) => {
      attachEnvelope(world.registry, repository, image, envelopeOf(format, image, chain()), format);
    };
  const stamped =
    (chain: () => Chain, stamp: Stamp = {}, change = (text: string) => text): Kind =>
    (image, format) => {
      const { by = 'stamper', daysAgo = 0, accuracySeconds = 1 } = stamp;
      const { of = unchanged, changed = unchanged } = stamp;
      const options = { signer: signers[by], time: ago(daysAgo), accuracySeconds };
      const envelope = stampEnvelope(
        format,
        envelopeOf(format, image, chain()),
        chain(),
        (signature) => changed(timestampToken(of(signature), options, world.root)),
      );
      const written = format === JWS ? Buffer.from(change(envelope.toString())) : envelope;
      attachEnvelope(world.registry, repository, image, written, format);
    };

  const ofYoung = (stamp?: Stamp): Kind => stamped(() => young, stamp);
  const ofOutlived = (stamp?: Stamp): Kind => stamped(() => outlived, stamp);

  /** The last byte of a token is one of its signature. */
  const spoiled = (token: Buffer): Buffer => {
    const copy = Buffer.from(token);
    copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 1, copy.length - 1);
    return copy;
  };

  const kinds: Readonly<Record<string, Kind>> = {
    'a good certificate without a timestamp': unstamped(() => young),
    'an expired certificate without a timestamp': unstamped(() => outlived),
    'a good certificate, stamped now': ofYoung(),
    'an expired certificate, stamped in its time': ofOutlived({ daysAgo: 10 }),
    'an expired certificate, stamped after its time': ofOutlived(),
    'an expired certificate, stamped before its time': ofOutlived({ daysAgo: 40 }),
    'an expired certificate, stamped about its end': ofOutlived({
      ...{ daysAgo: 1, accuracySeconds: 127 },
    }),
    'a good certificate, stamped before its time': ofYoung({ daysAgo: 2 }),
    'a good certificate, stamped in the future': ofYoung({ daysAgo: -2 }),
    'a good certificate, stamped after its end': ofYoung({ daysAgo: -400 }),
    'a timestamp of another signature': ofOutlived({
      ...{ daysAgo: 10, of: (bytes) => bytes.subarray(1) },
    }),
    'a timestamp whose signature is spoiled': ofOutlived({ daysAgo: 10, changed: spoiled }),
    'a timestamp that is cut': ofOutlived({
      ...{ daysAgo: 10, changed: (token) => token.subarray(0, -40) },
    }),
    'a timestamp that is none': ofYoung({ changed: () => Buffer.from('none') }),
    'a timestamp of an expired authority': ofYoung({ by: 'outlivedStamper' }),
    'an old timestamp of an authority that has expired since': ofOutlived({
      ...{ by: 'outlivedStamper', daysAgo: 10 },
    }),
    'a timestamp of a stranger': ofOutlived({ by: 'stranger', daysAgo: 10 }),
    'a timestamp by a certificate for code': ofOutlived({ by: 'coder', daysAgo: 0 }),
    'a timestamp of a revoked authority': ofYoung({ by: 'revoked' }),
    'a timestamp of an authority whose list cannot be had': ofYoung({ by: 'unknown' }),
    'a timestamp of an authority that its responder does not know': ofYoung({ by: 'unlisted' }),
  };

  const always: () => TimestampTrust = () => ({ authorities: [root] });
  const afterCertExpiry: () => TimestampTrust = () => ({
    ...{ authorities: [root], verifyTimestamp: 'afterCertExpiry' },
  });
  const policies: readonly [name: string, level: string, timestamps?: () => TimestampTrust][] = [
    ['strict', 'strict', always],
    ['strict, after the certificate’s end', 'strict', afterCertExpiry],
    ['strict, without authorities of timestamps', 'strict'],
    ['permissive', 'permissive', always],
  ];
  for (const [name, level, timestamps] of policies) {
    it(`R4 are the same at ${name}`, async () => {
      const trust = { certificates: [authority], level, timestamps: timestamps?.() };
      await verdicts.compare({ world, repository, kinds, trust });
    });
  }

  it('R4 are stricter on a timestamp that is empty, or named twice', async () => {
    const trust = { certificates: [authority], level: 'strict', timestamps: afterCertExpiry() };
    const twice = (text: string): string =>
      text.replace(`"${TIMESTAMP}":`, `"${TIMESTAMP}":"AAAA","${TIMESTAMP}":`);
    const doubled = stamped(() => young, {}, twice);
    const stricter = new Map([
      ['an empty one (application/jose+json)', 'timestampSignature is not exact base64'],
      ['an empty one (application/cose)', 'timestampSignature is no byte string'],
      ['two in JSON (application/jose+json)', 'it has a name twice in one object'],
    ]);
    await compareVerdicts({
      ...{ world, repository, trust, stricter },
      kinds: {
        'an empty one': ofYoung({ changed: () => Buffer.alloc(0) }),
        'two in JSON': (image, format) => (format === JWS ? doubled : ofYoung())(image, format),
      },
    });
  });

  it(`R4 were compared for ${MIN_ROWS} artifacts, of which ${MIN_FAILING_ROWS} must fail`, () => {
    verdicts.assertAtLeast(MIN_ROWS, MIN_FAILING_ROWS);
  });
});
