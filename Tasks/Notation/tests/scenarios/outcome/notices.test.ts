import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import semver from 'semver';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
} from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { revocationList } from '../../fixtures/revocationList';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { codesOf, logOf, wordsOf } from '../../fixtures/job/logAssertions';

describe('the gate and what a version of notation does not check', () => {
  let world: World;
  let server: Server;
  let authority: Certificate;
  let artifact: string;
  let list: Buffer;

  before(async function () {
    world = await openSuiteWorld(this);
    server = createServer((_request, response) => response.end(list)).listen(0, '127.0.0.1');
    endedWith(this, server);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const folder = world.root;
    authority = certificateAuthority({ folder, commonName: 'authority' });
    const signer = issuedCertificate(authority, {
      folder,
      commonName: 'revoked',
      extensions: [`crlDistributionPoints = URI:http://127.0.0.1:${port}/list.crl`],
    });
    list = revocationList(authority, [], folder);
    const keyid = world.vault.add('revoked', signer, [authority]);
    ({ reference: artifact } = await pushImage(world.registry, 'team/app', '1'));
    const [notation] = notationVersions();
    assert(notation !== undefined);
    const inputs = { keyid, selfSigned: 'false' };
    const run = await TestJob.at(world, notation).sign(artifact, inputs);
    assert.equal(run.result, 'Succeeded', logOf(run));
    list = revocationList(authority, [signer], folder);
  });

  for (const notation of notationVersions()) {
    const { version } = notation;
    const looks = semver.gte(version, '1.3.0');
    const notices = (log: readonly string[]): string[] =>
      log.filter((line) => line.includes(`notation ${version} `));

    it(`G10 ${version} ${looks ? 'refuses' : 'passes, with a notice,'} a certificate that a CRL revokes`, async () => {
      const run = await TestJob.at(world, notation).verify(artifact, { certificates: [authority] });
      const said = notices(run.log).filter((line) => line.includes('revocation lists (CRL)'));
      if (looks) {
        assert.deepEqual(codesOf(run), ['CertificateRevoked'], logOf(run));
        assert.match(wordsOf(run), /is revoked/);
        assert.deepEqual(said, []);
      } else {
        assert.equal(run.result, 'Succeeded', logOf(run));
        assert.equal(said.length, 1, logOf(run));
        assert.match(said[0] ?? '', /Version 1\.3\.0 and later check them/);
      }
    });
  }
});
