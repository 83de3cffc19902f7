import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Endpoint } from '../../support/agent/endpoint';
import { predefinedVariables } from '../../support/agent/predefined';
import { environments } from '../../support/azure/cloud';
import type { Certificate } from '../../support/certificates';
import { type PushedImage, pushImage } from '../../support/registry/image';
import type { Catalogue } from '../../support/releases';
import { type TimestampAuthority, startTimestampAuthority } from '../../support/timestampAuthority';
import { taskWith } from '../../support/packagedTask';
import { registryLogin } from '../../support/world';
import { CLIENT_SECRET, application, armConnection } from '../azure/connections';
import { Scene } from '../azure/scene';
import { assertSucceeded } from '../inputs/scene';
import { Cluster } from './cluster';
import { type Mapping, items, readExample } from './document';
import { type Files, below, trustFiles, writeFiles } from './files';
import { Outcome } from './outcome';
import { type Values, fillIn, withParameters } from './placeholders';
import { runJobs } from './run';
import type { Surroundings } from './surroundings';

/** What the reader of an example has, or chooses. */
export interface Choice extends Partial<
  Pick<Surroundings, 'docker' | 'artifacts' | 'groups' | 'isFork'>
> {
  /** What is filled in beside the usual. */
  readonly fill?: Values;
  readonly parameters?: Values;
  /** What the repository of the pipeline holds beside the usual trust. */
  readonly files?: Files;
  /** Other repositories, by their names among the resources. */
  readonly repositories?: Readonly<Record<string, Files>>;
  /** In place of the connection to Azure. */
  readonly connections?: readonly Endpoint[];
  readonly task?: string;
  /** A script that the reader adds after the last step. */
  readonly then?: string;
}

/** All that examples need around them: a registry, Azure, the release host, a timestamp authority, a cluster. */
export class Site {
  /** The repository that examples push to. */
  readonly repository = 'shop/web';
  readonly #cluster: Cluster;

  private constructor(
    readonly scene: Scene,
    readonly timestamps: TimestampAuthority,
    /** The packaged task, which has notation and every plugin to download. */
    readonly task: string,
  ) {
    this.#cluster = new Cluster(path.join(scene.world.root, 'cluster'));
  }

  static async open(): Promise<Site> {
    const scene = await Scene.open({ authentication: { kind: 'bearer', ...registryLogin } });
    try {
      const { root, task } = scene.world;
      const releases = { ...catalogueOf(scene.task), notation: catalogueOf(task).notation };
      const complete = taskWith(path.join(root, 'site-task'), releases);
      return new Site(scene, await startTimestampAuthority(root), complete);
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.timestamps.stop();
    await this.scene.close();
  }

  /** Forgets what was pushed, asked and deployed. */
  reset(): void {
    this.#cluster.reset();
    this.scene.reset();
  }

  /** The task where its downloads come from another host. */
  taskOf(host: string): string {
    const { root, releases } = this.scene.world;
    const text = JSON.stringify(catalogueOf(this.task)).replaceAll(releases.url, host);
    return taskWith(path.join(root, 'other-task'), JSON.parse(text));
  }

  /** `<registry>/<repository>` */
  get scope(): string {
    return `${this.scene.world.registry.host}/${this.repository}`;
  }

  /** Runs an example as it is written, with what its reader fills in. */
  async run(name: string, choice: Choice = {}): Promise<Outcome> {
    const { world, cloud } = this.scene;
    const { fill = {}, parameters = {}, connections = [this.signer()], then } = choice;
    const filled = fillIn(readExample(name), fill, this.#usual());
    const document = withParameters(filled, parameters);
    const files = { ...this.trust(), ...choice.files };
    const repositories = Object.entries({ ...choice.repositories, self: files }).map(
      ([repository, content]) => [repository, writeFiles(world.root, content)],
    );
    const PATH = [this.#cluster.folder, process.env['PATH'] ?? ''].join(path.delimiter);
    const around: Surroundings = {
      ...{ docker: world.docker, artifacts: {}, groups: {}, isFork: false, ...choice },
      tasks: { 'Notation@0': choice.task ?? this.task },
      repositories: Object.fromEntries(repositories) as Values,
      open: (options) => {
        const job = world.job({ ...cloud.agent, ...options, environment: { PATH } });
        for (const connection of connections) job.addEndpoint(connection);
        return job;
      },
    };
    const jobs = await runJobs(then === undefined ? document : withStep(document, then), around);
    return new Outcome(jobs, this.#cluster.calls);
  }

  /** The connection to Azure whose identity may sign. */
  signer(): Endpoint {
    const known = application(this.scene.cloud, { secret: CLIENT_SECRET });
    const secret = { authenticationType: 'spnKey', serviceprincipalkey: CLIENT_SECRET };
    return armConnection('ServicePrincipal', { ...known, ...secret });
  }

  /** The usual trust: that of the vault's certificate. */
  trust(stores = { 'ca:signers': this.scene.world.certificate }): Files {
    return below('.pipeline', trustFiles({ scopes: [this.scope], stores }));
  }

  push(repository = this.repository): Promise<PushedImage> {
    return pushImage(this.scene.world.registry, repository, 'v1', { credentials: registryLogin });
  }

  /** Puts a certificate into the vault, and gives the id of its key. */
  keyOf(certificate: Certificate, issuers: readonly Certificate[] = []): string {
    const { vault } = this.scene.cloud;
    vault.add(certificate.commonName, certificate, issuers);
    return vault.keyId(environments.public.vaultHost, certificate.commonName);
  }

  /** Pushes an image that is signed, by default with the key that examples have. */
  async signedImage(inputs: Values = {}): Promise<PushedImage> {
    const image = await this.push();
    const named = { azurekvServiceConection: 'azure-connection', containerRegistry: registry };
    const options = { connections: [this.signer()] };
    assertSucceeded(await this.scene.sign(image.reference, { ...named, ...inputs }, options));
    return image;
  }

  /** The digests of the signatures of an image. */
  signaturesOf(digest: string, repository = this.repository): readonly string[] {
    return this.scene.world.registry.store.signaturesOf(repository, digest);
  }

  /** The digest of what the Docker task pushed to a registry. */
  built({ store } = this.scene.world.registry): string {
    const { 'Build.BuildId': tag = '' } = predefinedVariables('');
    return store.tags(this.repository).get(tag) ?? '';
  }

  /** What stands for the placeholders that several examples have. */
  #usual(): Values {
    const { vaultHost } = environments.public;
    const [, , , , key = '', version = ''] = this.scene.keyId.split('/');
    return {
      '<docker_registry_service_connection>': registry,
      '<akv_service_connection>': 'azure-connection',
      '<azure_service_connection>': 'azure-connection',
      '<registry_host>': this.scene.world.registry.host,
      '<repository>': this.repository,
      '<repository_name>': this.repository,
      '<vault>': vaultHost.split('.')[0] ?? '',
      '<key>': key,
      '<version>': version,
    };
  }
}

const registry = 'registry-connection';

function withStep(document: Mapping, script: string): Mapping {
  return { ...document, steps: [...items(document['steps']), { script, displayName: 'Deploy' }] };
}

function catalogueOf(task: string): Catalogue {
  return JSON.parse(readFileSync(path.join(task, 'data/releases.json'), 'utf8')) as Catalogue;
}
