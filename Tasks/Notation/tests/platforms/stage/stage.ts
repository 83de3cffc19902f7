import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Job, type JobOptions } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import type { TaskOptions } from '../../../../../emulator/taskWork';
import type { StepHandle } from '../../../../../emulator/step';
import type { Question, Questions, WorldFacts } from '../world/protocol';
import { ask } from './ask';
import type { Settings } from './settings';

type Inputs = Readonly<Record<string, string>>;

const isWindows = process.platform === 'win32';

/** The secret of the service connection to the vault. */
export const CLIENT_SECRET = 'secret-of-the-vault-connection';

/** What tells the certificate of that connection, where it has one, from any other file. */
export const CLIENT_CERTIFICATE = 'certificate-of-the-vault-connection';

/** By what the connection proves who it is. */
const proofs = {
  secret: { serviceprincipalkey: CLIENT_SECRET, authenticationType: 'spnKey' },
  certificate: {
    servicePrincipalCertificate: CLIENT_CERTIFICATE,
    authenticationType: 'spnCertificate',
  },
};

/** Where a scene plays: an agent of its own, the packaged task, and the world around them. */
export class Stage {
  /** Versions of notation that were installed. */
  readonly installed = new Set<string>();

  /** @param folder holds the packaged task, the small programs, and a folder for each scene */
  constructor(
    readonly folder: string,
    private readonly settings: Settings,
    /** Below it everything of this scene is. */
    readonly root: string,
  ) {}

  get world(): WorldFacts {
    return this.settings.world;
  }

  /** Asks the world. */
  ask<Name extends Question>(
    name: Name,
    given: Questions[Name]['given'],
  ): Promise<Questions[Name]['answer']> {
    return ask(this.world.url, name, given);
  }

  /** A job with the service connections of the vault and the registry, and the image's signer trusted. */
  job(
    { environment = {}, ...options }: JobOptions = {},
    name = 'agent',
    proof: keyof typeof proofs = 'secret',
  ): Job {
    const interrupt = this.settings.interruptMs;
    const job = new Job(path.resolve(this.root, name), {
      ...options,
      interrupter: this.program('interrupt'),
      ...(interrupt === undefined ? {} : { timings: { interrupt } }),
      environment: { WORLD_URL: this.world.url, ...environment },
    });
    job.addEndpoint({
      id: 'a1b2c3d4-0000-4000-8000-000000000001',
      name: 'vault-connection',
      type: 'azurerm',
      url: 'https://management.azure.com/',
      scheme: 'ServicePrincipal',
      parameters: {
        tenantid: '11111111-1111-1111-1111-111111111111',
        serviceprincipalid: '22222222-2222-2222-2222-222222222222',
        ...proofs[proof],
      },
      data: { environment: 'AzureCloud' },
    });
    job.addEndpoint({
      id: 'a1b2c3d4-0000-4000-8000-000000000002',
      name: 'registry-connection',
      type: 'dockerregistry',
      url: 'https://hub.docker.com/',
      scheme: 'UsernamePassword',
      parameters: { ...this.world.login, registry: `https://${this.world.registry}` },
      data: { registrytype: 'Others' },
    });
    this.writeTrust(path.join(job.sources, 'trust'));
    return job;
  }

  /** One of the small programs. */
  program(name: 'plugin' | 'interrupt' | 'hold'): string {
    return path.join(this.folder, 'programs', `${name}${isWindows ? '.exe' : ''}`);
  }

  /** Writes a trust policy and a trust store. @param change of the policy's text */
  writeTrust(folder: string, pem = this.world.signer, change = (text: string) => text): void {
    const store = path.join(folder, 'truststore', 'x509', 'ca', 'signers');
    mkdirSync(store, { recursive: true });
    writeFileSync(path.join(store, 'signer.pem'), pem);
    const statement = {
      name: 'images',
      registryScopes: ['*'],
      signatureVerification: { level: 'strict' },
      trustStores: ['ca:signers'],
      trustedIdentities: ['*'],
    };
    const policy = JSON.stringify({ version: '1.0', trustPolicies: [statement] }, null, 2);
    writeFileSync(path.join(folder, 'trustpolicy.json'), change(policy));
  }

  /** An image that nobody has signed. */
  async image(repository = 'app'): Promise<string> {
    return (await this.ask('image', { repository })).reference;
  }

  /** An image that the signer has signed. */
  async signedImage(repository = 'app'): Promise<string> {
    return (await this.ask('signedImage', { repository })).reference;
  }

  start(job: Job, inputs: Inputs, options: TaskOptions & { task?: string } = {}): StepHandle {
    const { task = 'task', ...rest } = options;
    return job.start(path.join(this.folder, task), { ...rest, inputs });
  }

  async install(job: Job, version = this.#newest): Promise<StepRun> {
    this.installed.add(version);
    return succeeded(await this.start(job, { command: 'install', version }).done);
  }

  /** Puts the newest notation on PATH: installed once, in a job before the first scene that needs it. */
  async provideNotation(job: Job): Promise<void> {
    const folder = path.join(this.folder, 'provided');
    const note = path.join(folder, 'path.txt');
    if (!existsSync(note)) {
      const earlier = this.job({}, folder);
      await this.install(earlier);
      writeFileSync(note, earlier.prependedPath[0] ?? '');
    }
    this.installed.add(this.#newest);
    job.prependPath(readFileSync(note, 'utf8'));
  }

  get #newest(): string {
    return this.world.versions.at(-1) ?? '';
  }

  signInputs(references: string): Inputs {
    return {
      command: 'sign',
      artifactRefs: references,
      plugin: 'azureKeyVault',
      akvPluginVersion: '1.2.1',
      azurekvServiceConection: 'vault-connection',
      containerRegistry: 'registry-connection',
      keyid: this.world.keyId,
      selfSigned: 'true',
    };
  }

  verifyInputs(references: string): Inputs {
    return {
      command: 'verify',
      artifactRefs: references,
      containerRegistry: 'registry-connection',
      trustPolicy: 'trust/trustpolicy.json',
      trustStore: 'trust/truststore',
    };
  }

  sign(job: Job, references: string, inputs: Inputs = {}, options?: TaskOptions): Promise<StepRun> {
    return this.start(job, { ...this.signInputs(references), ...inputs }, options).done;
  }

  verify(job: Job, references: string, inputs: Inputs = {}): Promise<StepRun> {
    return this.start(job, { ...this.verifyInputs(references), ...inputs }).done;
  }
}

/** The step's log, for a failure's message. */
export function logOf({ log, raw }: StepRun): string {
  return [...log, raw.stderr].join('\n');
}

/** Asserts that a step succeeded, without an issue. */
export function succeeded(run: StepRun): StepRun {
  assert.deepEqual([run.result, run.issues], ['Succeeded', []], logOf(run));
  return run;
}

/** Asserts that a step failed, with errors of exactly these codes. */
export function failedWith(run: StepRun, ...codes: string[]): StepRun {
  const errors = run.issues.filter(({ type }) => type === 'error');
  assert.deepEqual([run.result, errors.map(({ code }) => code)], ['Failed', codes], logOf(run));
  return run;
}

/** Waits for a file. @throws Error when it is not there within two minutes */
export async function appeared(file: string): Promise<void> {
  for (let waited = 0; !existsSync(file); waited += 20) {
    if (waited > 120_000) throw new Error(`${file} did not appear`);
    await delay(20);
  }
}
