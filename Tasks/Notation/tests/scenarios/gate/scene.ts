import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
  selfSignedCertificate,
} from '../../support/certificates';
import { type PushedImage, pushImage } from '../../support/registry/image';
import { type Registry, startRegistry } from '../../support/registry/registry';
import { notationVersions } from '../../support/tools';
import { type World, openWorld } from '../../support/world';
import { signByHand } from './handSigning';
import { Station } from './station';
import { logOf } from './verdict';

export const repository = 'team/app';

/** Nobody listens there. */
export const nowhere = 'http://127.0.0.1:1/';

export interface SignedImage extends PushedImage {
  readonly signature: string;
}

/** A world with all that can be wrong with an artifact, its signature, its signer or its registry. */
export class Scene {
  private constructor(
    readonly world: World,
    readonly authority: Certificate,
    /** Issued by the authority; its revocation can be asked of nobody. */
    readonly unaskable: Certificate,
    readonly stranger: Certificate,
    /** Speaks TLS with a certificate that nobody trusts. */
    readonly encrypted: Registry,
    readonly unsigned: PushedImage,
    /** By the world's key. */
    readonly signed: SignedImage,
    /** By a certificate, `brief`, that has expired since. */
    readonly outlived: SignedImage,
    readonly brief: Certificate,
    /** With a time of its own that has passed. */
    readonly expired: PushedImage,
    readonly unasked: SignedImage,
  ) {}

  /** Sets the scene, which takes some seconds: a certificate has to expire. */
  static async open(): Promise<Scene> {
    const world = await openWorld();
    const folder = world.root;
    const authority = certificateAuthority({ folder, commonName: 'authority' });
    const extensions = [`authorityInfoAccess = OCSP;URI:${nowhere}`];
    const unaskable = issuedCertificate(authority, { folder, commonName: 'unaskable', extensions });
    const stranger = selfSignedCertificate({ folder, commonName: 'stranger' });
    const tlsCertificate = selfSignedCertificate({ folder, commonName: 'localhost' });
    const encrypted = await startRegistry({ tls: tlsOf(tlsCertificate) });
    const unsigned = await pushImage(world.registry, repository, 'unsigned');
    const [notation] = notationVersions();
    assert(notation !== undefined);
    const brief = selfSignedCertificate({ folder, commonName: 'brief', days: 3 / 86_400 });
    const outlived = await signedImage(world, 'outlived', {
      keyid: world.vault.add('brief', brief),
    });
    const signed = await signedImage(world, 'signed', {});
    const expired = await pushImage(world.registry, repository, 'expired');
    await signByHand(world, notation, expired.reference, '--expiry', '1s');
    const keyid = world.vault.add('unaskable', unaskable, [authority]);
    const unasked = await signedImage(world, 'unasked', { keyid, selfSigned: 'false' });
    const end = Date.parse(new X509Certificate(brief.pem).validTo) + 1100;
    await new Promise((resolve) => setTimeout(resolve, Math.max(end - Date.now(), 1100)));
    return new Scene(
      ...([world, authority, unaskable, stranger, encrypted, unsigned] as const),
      ...([signed, outlived, brief, expired, unasked] as const),
    );
  }

  async close(): Promise<void> {
    await this.encrypted.stop();
    await this.world.close();
  }
}

/** Pushes an image and signs it with these inputs. */
export async function signedImage(
  world: World,
  tag: string,
  inputs: Readonly<Record<string, string>>,
): Promise<SignedImage> {
  const image = await pushImage(world.registry, repository, tag);
  const [notation] = notationVersions();
  assert(notation !== undefined);
  const run = await Station.at(world, notation).sign(image.reference, inputs);
  assert.equal(run.result, 'Succeeded', logOf(run));
  const [signature = ''] = world.registry.store.signaturesOf(repository, image.digest);
  return { ...image, signature };
}

function tlsOf({ pem, keyPath }: Certificate): { key: string; cert: string } {
  return { cert: pem, key: readFileSync(keyPath, 'utf8') };
}
