import {
  type RevocationAnswers,
  type RevocationServer,
  startRevocationServer,
} from '../../doubles/revocationServer';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
} from '../../fixtures/certificates';
import { attachEnvelope, envelopeOf } from '../../fixtures/registry/content';
import { type Kind, VerdictSuite } from '../../fixtures/registry/verdicts';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import type { World } from '../../fixtures/world';

const repository = 'team/app';
const MIN_ROWS = 200;
const MIN_FAILING_ROWS = 70;

type Server = 'honest' | 'stranger' | 'delegate' | 'impostor' | 'spoiled' | 'outdated' | 'none';
type Status = 'good' | 'revoked';

/** Whom a certificate names for its status, and what they know of it. */
interface Signer {
  readonly ocsp?: Server | 'down';
  readonly crl?: Server | 'down';
  /** Undefined: nobody knows the certificate. */
  readonly status?: Status;
  /** Where its list differs from the status. */
  readonly listed?: Status;
}

const signers: Readonly<Record<string, Signer>> = {
  'without a way to ask': {},
  'good by OCSP': { ocsp: 'honest', status: 'good' },
  'revoked by OCSP': { ocsp: 'honest', status: 'revoked' },
  'unknown to its responder': { ocsp: 'honest' },
  'whose responder is down': { ocsp: 'down' },
  'whose responder answers nonsense': { ocsp: 'none' },
  'good by a responder of its authority': { ocsp: 'delegate', status: 'good' },
  'revoked by a responder of its authority': { ocsp: 'delegate', status: 'revoked' },
  'good by a certificate that is for code': { ocsp: 'impostor', status: 'good' },
  'good by a responder of a stranger': { ocsp: 'stranger', status: 'good' },
  'revoked by a responder of a stranger': { ocsp: 'stranger', status: 'revoked' },
  'good by a response that was spoiled': { ocsp: 'spoiled', status: 'good' },
  'good by its list': { crl: 'honest', status: 'good' },
  'revoked by its list': { crl: 'honest', status: 'revoked' },
  'whose list cannot be had': { crl: 'down' },
  'whose list is nonsense': { crl: 'none' },
  'good by a list of a stranger': { crl: 'stranger', status: 'good' },
  'good by a list that was spoiled': { crl: 'spoiled', status: 'good' },
  'revoked by a list that was spoiled': { crl: 'spoiled', status: 'revoked' },
  'good by a list that is outdated': { crl: 'outdated', status: 'good' },
  'revoked by a list that is outdated': { crl: 'outdated', status: 'revoked' },
  'good by its list where its responder is down': { ocsp: 'down', crl: 'honest', status: 'good' },
  'revoked by its list where its responder is down': {
    ...{ ocsp: 'down', crl: 'honest', status: 'revoked' },
  },
  'good by OCSP where its list cannot be had': { ocsp: 'honest', crl: 'down', status: 'good' },
  'good by OCSP and revoked by its list': {
    ...{ ocsp: 'honest', crl: 'delegate', status: 'good', listed: 'revoked' },
  },
  'revoked by OCSP and good by its list': {
    ...{ ocsp: 'honest', crl: 'delegate', status: 'revoked', listed: 'good' },
  },
};

describe('R4 the verdicts of the task and of notation itself on revocation', () => {
  let world: World;
  let authority: Certificate;
  const kinds: Record<string, Kind> = {};
  const verdicts = new VerdictSuite();

  before(async function () {
    world = await openSuiteWorld(this);
    const folder = world.root;
    authority = certificateAuthority({ folder, commonName: 'authority' });
    const stranger = certificateAuthority({ folder, commonName: 'stranger' });
    const extensions = ['extendedKeyUsage = OCSPSigning'];
    const delegate = issuedCertificate(authority, { folder, commonName: 'delegate', extensions });
    const impostor = issuedCertificate(authority, { folder, commonName: 'impostor' });
    const answers: Readonly<Record<Server, RevocationAnswers>> = {
      ...{ honest: {}, stranger: { signer: stranger }, delegate: { signer: delegate } },
      ...{ impostor: { signer: impostor }, spoiled: { isSpoiled: true } },
      ...{ outdated: { isOutdated: true }, none: { content: Buffer.from('nonsense') } },
    };
    const servers = new Map<string, RevocationServer>();
    for (const [name, differing] of Object.entries(answers)) {
      const server = await startRevocationServer(authority, folder, differing);
      servers.set(name, endedWith(this, server));
    }
    Object.entries(signers).forEach(([kind, { ocsp, crl, status, listed = status }], at) => {
      const down = {
        ocsp: 'authorityInfoAccess = OCSP;URI:http://127.0.0.1:1/ocsp',
        crl: 'crlDistributionPoints = URI:http://127.0.0.1:1/list.crl',
      };
      const ways = { ocsp, crl } as const;
      const lines = (['ocsp', 'crl'] as const).flatMap((way) => {
        const named = ways[way];
        if (named === undefined) return [];
        return [servers.get(named)?.extensions[way] ?? down[way]];
      });
      const options = { folder, commonName: `signer-${at}`, extensions: lines };
      const certificate = issuedCertificate(authority, options);
      if (ocsp !== undefined && status !== undefined) servers.get(ocsp)?.set(certificate, status);
      if (crl !== undefined && listed !== undefined) servers.get(crl)?.set(certificate, listed);
      kinds[`a certificate ${kind}`] = (image, format) => {
        const envelope = envelopeOf(format, image, [certificate, authority]);
        attachEnvelope(world.registry, repository, image, envelope, format);
      };
    });
  });

  const policies: readonly [name: string, level: string, revocation?: string][] = [
    ['strict', 'strict'],
    ['permissive', 'permissive'],
    ['strict, where revocation is only logged', 'strict', 'log'],
    ['permissive, where revocation is enforced', 'permissive', 'enforce'],
  ];
  for (const [name, level, revocation] of policies) {
    it(`R4 are the same at ${name}`, async () => {
      const override = revocation === undefined ? {} : { override: { revocation } };
      const trust = { certificates: [authority], level, ...override };
      await verdicts.compare({ world, repository, kinds, trust });
    });
  }

  it(`R4 were compared for ${MIN_ROWS} artifacts, of which ${MIN_FAILING_ROWS} must fail`, () => {
    verdicts.assertAtLeast(MIN_ROWS, MIN_FAILING_ROWS);
  });
});
