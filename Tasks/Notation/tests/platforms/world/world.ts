import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { forgeSignature } from '../../doubles/registry/forgedSignature';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { type Registry, startRegistry } from '../../doubles/registry/registry';
import { type Catalogue, type Release, catalogue, publishRelease } from '../../doubles/releases';
import { type ReleaseServer, startReleaseServer } from '../../doubles/releases';
import {
  type Certificate,
  certificateAuthority,
  selfSignedCertificate,
} from '../../fixtures/certificates';
import { registryLogin } from '../../fixtures/world';
import { RegistryFaults, ReleaseFaults } from './faults';
import type { PluginCall, Question, Questions, WorldFacts } from './protocol';
import { answerCall } from './signer';

/** The programs that a world releases, for one platform. */
export interface Programs {
  /** As the releases name it: `windows-amd64`. */
  readonly platform: string;
  /** Files of notation by version, the oldest first. */
  readonly notation: ReadonlyMap<string, string>;
  /** The file of the signing plugin. */
  readonly plugin: string;
}

/** What surrounds the steps of the scenes: a registry, a release host, a vault; they are asked by HTTP on 127.0.0.1. */
export interface PlatformWorld {
  readonly facts: WorldFacts;
  /** For the packaged task. */
  readonly catalogue: Catalogue;
  close(): Promise<void>;
}

const keyId = 'https://test.vault.azure.net/keys/signer/0123456789abcdef0123456789abcdef';

/**
 * Sets up a world.
 * @param folder exists; the keys and certificates go there
 */
export async function openPlatformWorld(
  folder: string,
  programs: Programs,
): Promise<PlatformWorld> {
  const registry = await startRegistry({ authentication: { kind: 'bearer', ...registryLogin } });
  const releases = await startReleaseServer();
  const published = await publishAll(releases, programs);
  const signer = selfSignedCertificate({ folder, commonName: 'signer' });
  const stranger = selfSignedCertificate({ folder, commonName: 'stranger' });
  const authority = certificateAuthority({ folder, commonName: 'authority' });
  const desk = new Desk(registry, releases, signer);
  const server = createServer((message, response) => {
    desk.answer(message).then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [plugin, ...notation] = published.map(({ url, sha256 }) => ({ url, sha256 }));
  const archive = notation.at(-1);
  if (plugin === undefined || archive === undefined) throw new Error('nothing is released');
  return {
    catalogue: catalogue(releases.url, published),
    facts: {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      registry: registry.host,
      login: registryLogin,
      keyId,
      signer: signer.pem,
      stranger: stranger.pem,
      authority: authority.pem,
      versions: [...programs.notation.keys()],
      archive,
      plugin,
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await Promise.all([registry.stop(), releases.stop()]);
    },
  };
}

async function publishAll(
  server: ReleaseServer,
  { platform, notation, plugin }: Programs,
): Promise<(Release & { readonly url: string })[]> {
  const published = [
    await publishRelease(server, {
      tool: 'notation-azure-kv',
      version: '1.2.1',
      program: readFileSync(plugin),
      platform,
    }),
  ];
  for (const [version, file] of notation) {
    const program = readFileSync(file);
    published.push(await publishRelease(server, { tool: 'notation', version, program, platform }));
  }
  return published;
}

/** Answers what scenes and the plugin ask. */
class Desk {
  #calls: PluginCall[] = [];
  #heldAt: string | undefined;
  readonly #releaseFaults = new ReleaseFaults();
  readonly #registryFaults = new RegistryFaults();

  constructor(
    private readonly registry: Registry,
    private readonly releases: ReleaseServer,
    private readonly signer: Certificate,
  ) {
    this.#reset();
  }

  async answer(message: IncomingMessage): Promise<unknown> {
    const { pathname } = new URL(message.url ?? '/', 'http://127.0.0.1');
    const given = await json(message);
    if (pathname === '/plugin') return this.#plugin(given as PluginCall);
    const name = pathname.slice(1) as Question;
    const answer = this.#answers[name] as ((given: unknown) => unknown) | undefined;
    if (answer === undefined) throw new Error(`nobody answers ${pathname}`);
    return answer(given);
  }

  readonly #answers: {
    [Name in Question]: (
      given: Questions[Name]['given'],
    ) => Questions[Name]['answer'] | Promise<Questions[Name]['answer']>;
  } = {
    reset: () => this.#reset(),
    image: ({ repository }) => this.#image(repository),
    signedImage: async ({ repository }) => {
      const image = await this.#image(repository);
      forgeSignature(this.registry.store, repository, image, this.signer, { attributes: {} });
      return image;
    },
    signatures: ({ reference }) => {
      const [, repository = '', digest = ''] = /^[^/]+\/(.+)@(.+)$/.exec(reference) ?? [];
      return { count: this.registry.store.signaturesOf(repository, digest).length };
    },
    calls: () => ({ calls: this.#calls }),
    hold: ({ command }) => {
      this.#heldAt = command;
      return {};
    },
    held: async () => {
      const isHeld = (): PluginCall | undefined =>
        this.#calls.find((call) => call.arguments[0] === this.#heldAt);
      await until(() => isHeld() !== undefined);
      return { process: isHeld()?.process ?? 0 };
    },
    releaseFault: ({ fault, times }) => {
      this.#releaseFaults.set(fault, times);
      return {};
    },
    downloads: () => ({ count: this.#releaseFaults.count }),
    registryFault: (fault) => {
      this.#registryFaults.set(fault);
      return {};
    },
    registryFaults: () => ({ count: this.#registryFaults.count }),
  };

  #image(repository: string): Promise<PushedImage> {
    return pushImage(this.registry.host, repository, 'latest', { credentials: registryLogin });
  }

  #reset(): Record<string, never> {
    this.registry.reset();
    this.registry.faults = this.#registryFaults.hook;
    this.#registryFaults.reset();
    this.releases.setFault(this.#releaseFaults.hook);
    this.#releaseFaults.reset();
    this.#calls = [];
    this.#heldAt = undefined;
    return {};
  }

  /** A plugin that is held gets no answer: its connection ends with the world, or with the plugin. */
  #plugin(call: PluginCall): unknown {
    this.#calls.push(call);
    if (call.arguments[0] === this.#heldAt) return new Promise(() => undefined);
    return answerCall(call, this.signer);
  }
}

/** Resolves when something is so. @throws Error when it is not within two minutes */
async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 20) {
    if (waited > 120_000) throw new Error('it did not come to this');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
