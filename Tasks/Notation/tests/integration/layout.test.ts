import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeArtifactLayout, writeSignatureLayout } from '../../src/notation/layout';
import { parseVersion } from '../../src/notation/version';
import { readSignatureManifest } from '../../src/registry/signatureManifest';
import { BareNotation } from '../fixtures/bareNotation';
import { type Certificate, selfSignedCertificate } from '../fixtures/certificates';
import { artifact } from '../fixtures/changedEnvelopes';
import {
  coseAttributes,
  coseEnvelope,
  jwsAttributes,
  jwsEnvelope,
  payloadOf,
  signerOf,
} from '../fixtures/envelopes';
import { type NotationVersion, notationVersions, requireTool } from '../fixtures/tools';

const SCOPE = 'registry.example/app';

describe('a layout that is written for one verification', () => {
  let folder: string;
  let certificate: Certificate;
  let notation: BareNotation;
  let layouts = 0;

  before(function () {
    requireTool(this, 'notation');
    folder = mkdtempSync(path.join(tmpdir(), 'user@example.com-'));
    certificate = selfSignedCertificate({ folder, commonName: 'signer' });
    notation = new BareNotation(folder);
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  function newLayout(): { name: string; directory: string } {
    layouts += 1;
    const name = `layout-${layouts}`;
    return { name, directory: path.join(folder, name) };
  }

  /** With the log that the task asks this version for. */
  function verify({ version, path: program }: NotationVersion, layout: string) {
    const knowsVerbose = parseVersion([`Version: ${version}`])?.knowsVerbose === true;
    const flags = [knowsVerbose ? '--verbose' : '--debug', '--oci-layout', '--scope', SCOPE];
    return notation.run(program, ['verify', ...flags, `${layout}@${artifact.digest}`]);
  }

  function envelopeOf(mediaType: 'application/jose+json' | 'application/cose'): Buffer {
    const signer = signerOf(certificate);
    return mediaType === 'application/cose'
      ? coseEnvelope(signer, coseAttributes(), payloadOf(artifact))
      : jwsEnvelope(signer, jwsAttributes(), payloadOf(artifact));
  }

  for (const opened of notationVersions()) {
    const { version } = opened;
    for (const mediaType of ['application/jose+json', 'application/cose'] as const) {
      it(`lets notation ${version} verify the signature as ${mediaType}`, async () => {
        notation.trust([certificate]);
        const { name, directory } = newLayout();
        const signature = { subject: artifact, envelope: envelopeOf(mediaType), mediaType };
        const { manifestDigest } = await writeSignatureLayout(directory, signature);
        const { code, stdout, stderr } = await verify(opened, name);
        assert.equal(code, 0, stderr);
        const verified = `Successfully verified signature for ${name}@${artifact.digest}\n`;
        assert.equal(stdout, verified);
        assert(stderr.includes(manifestDigest), stderr);
      });
    }

    it(`lets notation ${version} say that level skip verifies nothing`, async () => {
      notation.trust([], 'skip');
      const { name, directory } = newLayout();
      await writeArtifactLayout(directory, artifact);
      const { code, stdout } = await verify(opened, name);
      const skipped = `Trust policy is configured to skip signature verification for ${name}@${artifact.digest}\n`;
      assert.deepEqual({ code, stdout }, { code: 0, stdout: skipped });
    });

    it(`lets notation ${version} find no signature where there is only the artifact`, async () => {
      notation.trust([certificate]);
      const { name, directory } = newLayout();
      await writeArtifactLayout(directory, artifact);
      const { code, stderr } = await verify(opened, name);
      assert.equal(code, 1);
      assert.match(stderr, /no signature is associated with/);
    });
  }

  it('holds the envelope and a manifest of our own, and nothing else', async () => {
    const { directory } = newLayout();
    const envelope = Buffer.from('an envelope');
    const more = { ...artifact, annotations: { planted: 'x' } };
    const mediaType = 'application/cose';
    const { manifestDigest } = await writeSignatureLayout(directory, {
      ...{ subject: more, envelope, mediaType },
    });
    const blobs = path.join(directory, 'blobs', 'sha256');
    assert.deepEqual(readdirSync(directory).sort(), ['blobs', 'index.json', 'oci-layout']);
    assert.equal(readdirSync(blobs).length, 2);
    const manifest = readFileSync(path.join(blobs, manifestDigest.slice('sha256:'.length)));
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const reading = readSignatureManifest(manifest, type, artifact);
    assert('envelope' in reading);
    const { digest, size } = reading.envelope;
    assert.equal(size, envelope.length);
    assert.deepEqual(readFileSync(path.join(blobs, digest.slice('sha256:'.length))), envelope);
    const index = readFileSync(path.join(directory, 'index.json'), 'utf8');
    assert.deepEqual(JSON.parse(index), {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [artifact, { mediaType: type, digest: manifestDigest, size: manifest.length }],
    });
    assert(!index.includes('planted') && !manifest.includes('planted'));
    if (process.platform !== 'win32') assert.equal(statSync(directory).mode & 0o777, 0o700);
  });

  it('is written into no directory that is there already', async () => {
    const { directory } = newLayout();
    mkdirSync(directory);
    await assert.rejects(writeArtifactLayout(directory, artifact), { code: 'EEXIST' });
    assert.deepEqual(readdirSync(directory), []);
  });
});
