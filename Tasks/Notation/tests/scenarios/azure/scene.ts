import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { delimiter } from 'node:path';
import path from 'node:path';
import type { Endpoint } from '../../support/agent/endpoint';
import type { Job, JobOptions } from '../../support/agent/job';
import type { StepRun } from '../../support/agent/run';
import { type Cloud, environments, startCloud } from '../../support/azure/cloud';
import { cloudPlugin } from '../../support/azure/plugin/script';
import type { VaultCall } from '../../support/azureKeyVaultPlugin';
import { issuedCertificate } from '../../support/certificates';
import { certificateAuthority } from '../../support/certificates';
import { catalogue, publishRelease } from '../../support/releases';
import { type RegistryOptions } from '../../support/registry/registry';
import { afterEachOf, endedWith } from '../../support/suite';
import { newestNotation, requireTool } from '../../support/tools';
import { taskWith } from '../../support/packagedTask';
import { type World, openWorld } from '../../support/world';

/** The versions of the Key Vault plugin that stand for all: what each understands differs. */
export const pluginVersions = ['1.0.2', '1.1.0', '1.2.1'] as const;

type Values = Readonly<Record<string, string>>;

export interface StepOptions {
  readonly env?: Values;
  readonly job?: JobOptions;
  /** Service connections of the project beside those of the world. */
  readonly connections?: readonly Endpoint[];
  readonly task?: string;
}

/** A world with a cloud, and a packaged task whose plugins sign in by Azure's own libraries. */
export class Scene {
  /** The key of the vault's certificate, in the public cloud. */
  readonly keyId: string;
  readonly #calls: string;

  private constructor(
    readonly world: World,
    readonly cloud: Cloud,
    readonly task: string,
  ) {
    this.keyId = this.keyIn('public');
    this.#calls = path.join(world.root, 'cloud', 'calls.log');
  }

  static async open(registry: RegistryOptions = {}): Promise<Scene> {
    const cloud = await startCloud();
    try {
      const world = await openWorld({ registry, pluginVersions: [] });
      return new Scene(world, cloud, await furnish(world, cloud));
    } catch (error) {
      await cloud.stop();
      throw error;
    }
  }

  keyIn(environment: keyof typeof environments): string {
    return this.cloud.vault.keyId(environments[environment].vaultHost, 'signer');
  }

  /** A job with a real notation, by default the newest at hand, behind the cloud's proxy. */
  job({ job, connections = [] }: StepOptions = {}): Job {
    const folder = path.dirname(newestNotation().path);
    const PATH = [folder, process.env['PATH'] ?? ''].join(delimiter);
    const environment = { PATH, ...job?.environment };
    const made = this.world.job({ ...this.cloud.agent, ...job, environment });
    for (const connection of connections) made.addEndpoint(connection);
    return made;
  }

  /** Runs a sign step with the vault's key; `inputs` replace the usual ones. */
  async sign(artifactRefs: string, inputs: Values, options: StepOptions = {}): Promise<StepRun> {
    const usual = { command: 'sign', keyid: this.keyId, selfSigned: 'true', artifactRefs };
    return this.run(this.job(options), { ...usual, ...inputs }, options);
  }

  /** Runs a step of the packaged task in a job. */
  async run(
    job: Job,
    inputs: Values,
    { env = {}, task = this.task }: StepOptions = {},
  ): Promise<StepRun> {
    return job.run(task, { inputs, env });
  }

  /** The runs of plugins so far, oldest first. */
  calls(): VaultCall[] {
    if (!existsSync(this.#calls)) return [];
    const lines = readFileSync(this.#calls, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as VaultCall);
  }

  /** Forgets what was asked so far. */
  reset(): void {
    rmSync(this.#calls, { force: true });
    this.cloud.reset();
    this.world.registry.reset();
  }

  async close(): Promise<void> {
    await Promise.all([this.world.close(), this.cloud.stop()]);
  }
}

async function furnish(world: World, cloud: Cloud): Promise<string> {
  const folder = path.join(world.root, 'cloud');
  mkdirSync(folder);
  cloud.vault.add('signer', world.certificate);
  const [authority, profile] = profileChain(folder);
  cloud.signing.use(profile, authority);
  const tools = [
    ...pluginVersions.map((version) => ['notation-azure-kv', version, 'keyVault'] as const),
    ['notation-azure-artifactsigning', '1.0.0', 'artifactSigning'] as const,
  ];
  const releases = await Promise.all(
    tools.map(([tool, version, plugin]) => {
      const program = cloudPlugin(plugin, version, folder);
      return publishRelease(world.releases, { tool, version, program });
    }),
  );
  return taskWith(path.join(world.root, 'cloud-task'), catalogue(world.releases.url, releases));
}

function profileChain(folder: string) {
  const authority = certificateAuthority({ folder, commonName: 'profile-root' });
  const options = { folder, commonName: 'profile', key: 'RSA-3072' } as const;
  return [authority, issuedCertificate(authority, options)] as const;
}

/** Opens a scene that is reset after each test and ends with the suite, where a notation for it is at hand. */
export async function openSuiteScene(
  context: Mocha.Context,
  registry: RegistryOptions = {},
): Promise<Scene> {
  requireTool(context, 'notation');
  const scene = endedWith(context, await Scene.open(registry));
  afterEachOf(context, () => {
    scene.reset();
  });
  return scene;
}

/** The files of credentials that a job's steps left behind. */
export function leftIn({ temp }: Job): string[] {
  return readdirSync(temp).filter((name) => /^notation-(?!report-|cli-)/.test(name));
}
