import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { tool } from '../../fixtures/tools';
import { digestOf } from '../registry/digest';

const run = promisify(execFile);

/** Where Debian's packages are unpacked. */
const debian = path.resolve(tool('buildah'), '..', '..', '..');

/** What buildah and skopeo accept without a signature of their own kind: all. */
const policy = path.join(debian, 'etc', 'containers', 'policy.json');
const accepting = ['--signature-policy', policy];

/** buildah and skopeo, with all that they keep below one folder. */
export class RealImageTools {
  readonly #home: string;

  /** @param folder exists */
  constructor(folder: string) {
    this.#home = path.join(folder, 'image-tools');
    mkdirSync(this.#home);
  }

  /**
   * Builds an image for amd64 and for arm64, and pushes both with their index to a registry without TLS.
   * @param name `localhost:<port>/<repository>:<tag>`
   * @throws with the output of buildah when it fails
   */
  async pushIndex(name: string): Promise<void> {
    const list = 'index-of-two';
    for (const architecture of ['amd64', 'arm64']) {
      const file = path.join(this.#home, architecture);
      writeFileSync(file, `for ${architecture}`);
      const container = (
        await this.#buildah('from', '--arch', architecture, ...accepting, 'scratch')
      ).trim();
      await this.#buildah('copy', container, file, '/file');
      await this.#buildah('config', '--arch', architecture, '--os', 'linux', container);
      await this.#buildah('commit', ...accepting, '--manifest', list, container);
    }
    const format = ['--all', '--format', 'oci', '--tls-verify=false'];
    await this.#buildah('manifest', 'push', ...format, ...accepting, list, `docker://${name}`);
  }

  /** Copies an index with its images from one registry to another, byte by byte. @throws with the output of skopeo when it fails */
  async copyIndex(from: string, to: string): Promise<void> {
    const plain = ['--src-tls-verify=false', '--dest-tls-verify=false'];
    const args = ['copy', '--all', '--preserve-digests', ...plain];
    await this.#skopeo(...args, `docker://${from}`, `docker://${to}`);
  }

  /** The digests of an index and of the images that it names. */
  async digestsOf(name: string): Promise<string[]> {
    const text = await this.#skopeo('inspect', '--raw', '--tls-verify=false', `docker://${name}`);
    const { manifests } = JSON.parse(text) as { manifests: { digest: string }[] };
    return [digestOf(text), ...manifests.map(({ digest }) => digest)];
  }

  #buildah(...args: string[]): Promise<string> {
    const place = [
      '--root',
      path.join(this.#home, 'root'),
      '--runroot',
      path.join(this.#home, 'run'),
    ];
    return this.#run('buildah', [...place, ...args]);
  }

  #skopeo(...args: string[]): Promise<string> {
    return this.#run('skopeo', ['--policy', policy, ...args]);
  }

  /** The programs are not installed: their libraries lie beside them. */
  async #run(name: 'buildah' | 'skopeo', args: readonly string[]): Promise<string> {
    const env = {
      PATH: process.env['PATH'],
      HOME: this.#home,
      XDG_RUNTIME_DIR: this.#home,
      LD_LIBRARY_PATH: path.join(
        debian,
        'usr',
        'lib',
        `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`,
      ),
      STORAGE_DRIVER: 'vfs',
      BUILDAH_ISOLATION: 'chroot',
      CONTAINERS_REGISTRIES_CONF: path.join(debian, 'etc', 'containers', 'registries.conf'),
    };
    const { stdout } = await run(tool(name), args, { env, cwd: this.#home });
    return stdout;
  }
}
