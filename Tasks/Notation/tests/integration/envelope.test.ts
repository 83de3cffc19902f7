import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import semver from 'semver';
import { type Envelope, readEnvelope } from '../../src/notation/envelope/envelope';
import { readSignatureManifest } from '../../src/registry/signatureManifest';
import { writeQuickPlugin } from '../doubles/quickPlugin';
import { type PushedImage, pushImage } from '../doubles/registry/image';
import { IMAGE_MANIFEST, SIGNATURE_TYPE } from '../doubles/registry/manifest';
import { type Registry, startRegistry } from '../doubles/registry/registry';
import { attach } from '../doubles/registry/tampering';
import { type TimestampAuthority, startTimestampAuthority } from '../doubles/timestampAuthority';
import { BareNotation } from '../fixtures/bareNotation';
import { type Certificate, selfSignedCertificate } from '../fixtures/certificates';
import { jwsAttributes, jwsEnvelope, payloadOf, signerOf } from '../fixtures/envelopes';
import { namedCertificate } from '../fixtures/namedCertificate';
import { newestNotation, notationVersions, requireTool } from '../fixtures/tools';

/** What `notation inspect -o json` prints of a signature. */
interface Inspected {
  readonly digest: string;
  readonly mediaType: string;
  readonly signedAttributes: Readonly<Record<string, string>>;
  readonly userDefinedAttributes: Readonly<Record<string, string>> | null;
  readonly unsignedAttributes: { readonly timestampSignature?: { readonly timestamp: string } };
  readonly certificates: readonly Readonly<Record<string, string>>[];
}

describe('an envelope, beside what notation inspect prints of it', () => {
  let folder: string;
  let registry: Registry;
  let certificate: Certificate;
  let notation: BareNotation;
  let authority: TimestampAuthority;

  before(async function () {
    requireTool(this, 'notation');
    folder = mkdtempSync(path.join(tmpdir(), 'envelope-'));
    registry = await startRegistry();
    certificate = selfSignedCertificate({ folder, commonName: 'signer' });
    authority = await startTimestampAuthority(folder, [], 1);
    notation = new BareNotation(folder);
    const plugin = writeQuickPlugin({ folder, certificate });
    notation.addPlugin(plugin.name, readFileSync(plugin.path, 'utf8'));
    notation.trust([certificate]);
  });

  after(async () => {
    authority.stop();
    await registry.stop();
    rmSync(folder, { recursive: true });
  });

  /** What the registry holds of the only signature of an image. */
  function fetchSignature(image: PushedImage) {
    const manifests = [...registry.store.manifests('app').values()];
    const found = manifests.filter(({ content }) => content.subject?.digest === image.digest);
    const [manifest] = found;
    assert(found.length === 1 && manifest !== undefined);
    const reading = readSignatureManifest(manifest.body, manifest.mediaType, image);
    assert('envelope' in reading, JSON.stringify(reading));
    const { mediaType, digest } = reading.envelope;
    const content = registry.store.blobs('app').get(digest);
    assert(content !== undefined);
    return { digest: manifest.digest, mediaType, content };
  }

  function read(image: PushedImage): Envelope {
    const { content, mediaType } = fetchSignature(image);
    const reading = readEnvelope(content, mediaType, image);
    assert('envelope' in reading, JSON.stringify(reading));
    return reading.envelope;
  }

  async function inspect(program: string, { reference }: PushedImage): Promise<Inspected> {
    const { stdout, stderr } = await notation.run(program, ['inspect', '-o', 'json', reference]);
    const document: unknown = JSON.parse(stdout);
    const { signatures, Signatures = signatures } = document as Record<string, Inspected[]>;
    const [signature] = Signatures ?? [];
    assert(signature !== undefined, stdout + stderr);
    return signature;
  }

  function assertSame(envelope: Envelope, inspected: Inspected): void {
    const [leaf = {}] = inspected.certificates;
    const attributes = inspected.signedAttributes;
    assert.deepEqual(
      {
        signedAt: envelope.signedAt,
        expiry: envelope.expiry,
        plugin: envelope.verificationPlugin,
        metadata: Object.fromEntries(envelope.metadata),
        signer: envelope.signer,
        issuer: envelope.issuer,
        certificateExpiry: envelope.certificateExpiry,
        fingerprint: envelope.fingerprint,
      },
      {
        signedAt: attributes['signingTime'],
        expiry: attributes['expiry'],
        plugin: attributes['io.cncf.notary.verificationPlugin'],
        metadata: inspected.userDefinedAttributes ?? {},
        signer: leaf['issuedTo'],
        issuer: leaf['issuedBy'],
        certificateExpiry: leaf['expiry'],
        fingerprint: leaf['SHA256Fingerprint'],
      },
    );
  }

  for (const { version, path: program } of notationVersions()) {
    for (const format of ['jws', 'cose'] as const) {
      it(`has the same fields, signed by notation ${version} as ${format}`, async () => {
        const image = await pushImage(registry, 'app', `v-${version}-${format}`);
        const plugin = ['--plugin', 'quick', '--id', 'key', '--signature-format', format];
        const metadata = ['-m', 'a&b<c>=ü "x"', '-m', 'build=17'];
        const args = ['sign', ...plugin, '--expiry', '24h', ...metadata, image.reference];
        const signed = await notation.run(program, args);
        assert.equal(signed.code, 0, signed.stderr);
        const envelope = read(image);
        assert.equal(envelope.format, format.toUpperCase());
        assert.equal(envelope.isForSubject, true);
        assert.deepEqual([...envelope.metadata.keys()].sort(), ['a&b<c>', 'build']);
        assertSame(envelope, await inspect(program, image));
      });
    }
  }

  for (const format of ['jws', 'cose'] as const) {
    it(`has the time of its timestamp, as ${format}`, async function () {
      const { version, path: program } = newestNotation();
      if (semver.lt(version, '1.2.0')) this.skip();
      const image = await pushImage(registry, 'app', `timestamp-${format}`);
      const plugin = ['--plugin', 'quick', '--id', 'key', '--signature-format', format];
      const flags = ['--timestamp-url', authority.url];
      const root = ['--timestamp-root-cert', authority.root.certificatePath];
      const signed = await notation.run(program, [
        'sign',
        ...plugin,
        ...flags,
        ...root,
        image.reference,
      ]);
      assert.equal(signed.code, 0, signed.stderr);
      const envelope = read(image);
      assert(envelope.timestamp !== undefined, envelope.timestampNote);
      const inspected = await inspect(program, image);
      assertSame(envelope, inspected);
      // notation prints the range that the accuracy of the authority, a second, leaves.
      const range = inspected.unsignedAttributes.timestampSignature?.timestamp ?? '';
      const at = (seconds: number) =>
        new Date(Date.parse(envelope.timestamp ?? '') + seconds * 1000)
          .toISOString()
          .replace('.000Z', 'Z');
      assert.equal(range, `[${at(-1)}, ${at(1)}]`);
    });
  }

  it('has no time of a timestamp that was moved from another signature', async function () {
    const { version, path: program } = newestNotation();
    if (semver.lt(version, '1.2.0')) this.skip();
    const plugin = ['--plugin', 'quick', '--id', 'key'];
    const flags = ['--timestamp-url', authority.url];
    const root = ['--timestamp-root-cert', authority.root.certificatePath];
    const envelopes: { header: Record<string, unknown> }[] = [];
    for (const tag of ['one', 'two']) {
      const image = await pushImage(registry, 'app', `moved-${tag}`);
      await notation.run(program, ['sign', ...plugin, ...flags, ...root, image.reference]);
      const { content } = fetchSignature(image);
      envelopes.push(JSON.parse(content.toString()) as { header: Record<string, unknown> });
    }
    const [one, two] = envelopes;
    assert(one !== undefined && two !== undefined);
    const attribute = 'io.cncf.notary.timestampSignature';
    assert(attribute in one.header);
    one.header[attribute] = two.header[attribute];
    const content = Buffer.from(JSON.stringify(one));
    const subject = { mediaType: 'a/b', digest: `sha256:${'a'.repeat(64)}`, size: 1 };
    const reading = readEnvelope(content, 'application/jose+json', subject);
    assert('envelope' in reading);
    assert.equal(reading.envelope.timestamp, undefined);
    assert.equal(reading.envelope.timestampNote, 'its timestamp belongs to another signature');
  });

  /** Attaches an envelope in JWS format to a new image. */
  async function pushEnvelope(content: Buffer): Promise<PushedImage> {
    const image = await pushImage(registry, 'app', 'named', { content: 'named' });
    const { store } = registry;
    const layer = { digest: store.putBlob('app', content), size: content.length };
    const { mediaType, digest, size } = image;
    for (const old of [...store.manifests('app').values()]) {
      if (old.content.subject?.digest === digest) store.deleteManifest('app', old.digest);
    }
    const manifest = {
      schemaVersion: 2,
      mediaType: IMAGE_MANIFEST,
      config: {
        mediaType: SIGNATURE_TYPE,
        digest: store.putBlob('app', Buffer.from('{}')),
        size: 2,
      },
      layers: [{ mediaType: 'application/jose+json', ...layer }],
      subject: { mediaType, digest, size },
    };
    attach(store, 'app', IMAGE_MANIFEST, manifest, digest);
    return image;
  }

  const names: readonly (readonly [string, string, string?])[] = [
    ['usual attributes', '/C=US/ST=WA/L=Redmond/O=Contoso/OU=Build/CN=release'],
    ['characters that are escaped', '/O=Contoso, Inc. "Sons" <x>;\\\\/CN= both ends '],
    ['a number sign first', '/O=a#b/CN=#first'],
    ['a plus sign', '/O=a\\+b/CN=plus'],
    ['attributes joined in one set', '/C=US/O=Contoso+OU=Build+CN=joined'],
    ['attributes twice', '/CN=first/OU=a/OU=b/O=x/O=y/CN=second'],
    ['attributes in another order', '/CN=leaf/O=Contoso/C=US/ST=WA'],
    ['attributes without a short name', '/DC=com/DC=example/emailAddress=a@b.c/UID=jdoe/CN=mail'],
    ['a street and a number', '/street=Main 1/postalCode=98052/serialNumber=42/CN=street'],
    ['text beyond ASCII', '/O=Grüße & Söhne/CN=日本 😀'],
    ['blanks after text beyond ASCII', '/CN=ü '],
    ['printable strings', '/O=Contoso/emailAddress=x@y.z/title=Chief+CN=printable', 'default'],
    ['BMP strings', '/O=Grüße 日本/title=日本/CN=bmp', 'MASK:0x0800'],
    ['Teletex strings', '/O=Grüße/title=Grüße/CN=t61', 'MASK:0x0004'],
    ['no attribute at all', '/'],
  ];
  for (const [what, subject, mask] of names) {
    it(`writes a signer as notation does: ${what}`, async () => {
      const named = namedCertificate(folder, certificate, subject, mask);
      const target = await pushImage(registry, 'app', 'named', { content: 'named' });
      const signer = signerOf(named);
      const content = jwsEnvelope(signer, jwsAttributes(), payloadOf(target));
      const image = await pushEnvelope(content);
      const envelope = read(image);
      for (const { path: program } of notationVersions()) {
        assertSame(envelope, await inspect(program, image));
      }
    });
  }
});
