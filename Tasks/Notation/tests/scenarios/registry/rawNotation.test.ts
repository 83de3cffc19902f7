import type { PushedImage } from '../../doubles/registry/image';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
} from '../../fixtures/certificates';
import {
  JWS,
  type Statement,
  attachEnvelope,
  envelopeOf,
  storeImage,
} from '../../fixtures/registry/content';
import { type Kind, VerdictSuite } from '../../fixtures/registry/verdicts';
import { openSuiteWorld } from '../../fixtures/suite';
import type { World } from '../../fixtures/world';

const repository = 'team/app';
const MIN_ROWS = 60;
const MIN_FAILING_ROWS = 50;

type Chain = readonly [Certificate, ...Certificate[]];

describe('R4 the verdicts of the task and of notation itself', () => {
  let world: World;
  let authority: Certificate;
  let good: Chain;
  let issued: Chain;
  let stranger: Chain;
  let outlived: Chain;
  const verdicts = new VerdictSuite();

  before(async function () {
    world = await openSuiteWorld(this);
    const folder = world.root;
    authority = certificateAuthority({ folder, commonName: 'authority' });
    const other = certificateAuthority({ folder, commonName: 'other' });
    good = [world.certificate];
    issued = [issuedCertificate(authority, { folder, commonName: 'issued' }), authority];
    stranger = [issuedCertificate(other, { folder, commonName: 'stranger' }), other];
    const expired = { folder, commonName: 'outlived', expired: true };
    outlived = [issuedCertificate(authority, expired), authority];
  });

  const signed =
    (chain: () => Chain, statement: (image: PushedImage) => Statement = () => ({})): Kind =>
    (image, format) => {
      const envelope = envelopeOf(format, image, chain(), statement(image));
      attachEnvelope(world.registry, repository, image, envelope, format);
    };

  /** With a bit of its last bytes changed: they are the signature value in COSE, and stand in it in JWS. */
  const spoiled: Kind = (image, format) => {
    const envelope = envelopeOf(format, image, good);
    const at = format === JWS ? envelope.length - 20 : envelope.length - 1;
    const letter = envelope[at] === 0x41 ? 0x42 : 0x41;
    envelope.writeUInt8(letter, at);
    attachEnvelope(world.registry, repository, image, envelope, format);
  };
  const all =
    (...kinds: readonly Kind[]): Kind =>
    (image, format) => {
      for (const kind of kinds) kind(image, format);
    };
  const pairs = { 'com.example.stage': 'release' };
  const metadata = signed(
    () => good,
    () => ({ annotations: pairs }),
  );
  const otherArtifact = signed(
    () => good,
    () => ({ subject: storeImage(world.registry, repository) }),
  );
  const expired = signed(
    () => good,
    () => ({ expiresAfter: -60 }),
  );

  const kinds: Readonly<Record<string, Kind>> = {
    'a good one': signed(() => good),
    'a good one by an authority': signed(() => issued),
    'a good one that will expire': signed(
      () => good,
      () => ({ expiresAfter: 3600 }),
    ),
    'one with metadata': metadata,
    'one of a stranger': signed(() => stranger),
    'one without its authority': signed(() => [issued[0]]),
    'one that has expired': expired,
    'one by an expired certificate': signed(() => outlived),
    'one of another artifact': otherArtifact,
    'one that was spoiled': spoiled,
    'one of an unknown critical attribute': signed(
      () => good,
      () => ({ attributes: { 'com.example.critical': 'x' } }),
    ),
    none: () => undefined,
    'no envelope': (image, format) => {
      attachEnvelope(world.registry, repository, image, Buffer.from('{}'), format);
    },
    'a spoiled one, then a good one': all(
      spoiled,
      signed(() => good),
    ),
    'an expired one, then a stranger’s': all(
      expired,
      signed(() => stranger),
    ),
    'a stranger’s, then one of another artifact': all(
      signed(() => stranger),
      otherArtifact,
    ),
  };

  const levels: readonly [name: string, level: string, userMetadata?: string][] = [
    ['strict', 'strict'],
    ['permissive', 'permissive'],
    ['audit', 'audit'],
    ['strict, with metadata', 'strict', 'com.example.stage=release'],
  ];
  for (const [name, level, userMetadata] of levels) {
    it(`R4 are the same at ${name}`, async () => {
      const trust = { certificates: [world.certificate, authority], level };
      await verdicts.compare({ world, repository, kinds, trust, userMetadata });
    });
  }

  it(`R4 were compared for ${MIN_ROWS} artifacts, of which ${MIN_FAILING_ROWS} must fail`, () => {
    verdicts.assertAtLeast(MIN_ROWS, MIN_FAILING_ROWS);
  });
});
