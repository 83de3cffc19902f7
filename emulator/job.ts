import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Timings } from './attempt';
import { type Endpoint, type SecureFile, systemConnection } from './endpoint';
import type { JobContext } from './jobContext';
import { Masks } from './masks';
import { agentEnvironment } from './agentEnvironment';
import { type Orphan, killOrphans } from './orphans';
import { predefinedVariables } from './predefined';
import { type TaskResult, mergeIntoJob } from './results';
import type { StepRun } from './run';
import { type ScriptOptions, scriptWork } from './script';
import { Step, type StepHandle, type StepOptions, type Work } from './step';
import { type Task, loadTask } from './task';
import { type TaskOptions, taskWork } from './taskWork';
import { Variables } from './variables';

export interface JobOptions {
  /** Variables of the pipeline, or other values for predefined ones. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Sets System.Debug. */
  readonly debug?: boolean;
  /** Sets System.Culture, e.g. `de-DE`. */
  readonly culture?: string;
  readonly proxy?: {
    readonly url: string;
    readonly username?: string;
    readonly password?: string;
    /** ECMAScript regular expressions. */
    readonly bypass?: readonly string[];
  };
  readonly certificates?: {
    readonly ca?: string;
    readonly clientCertificate?: string;
    readonly clientKey?: string;
    readonly clientArchive?: string;
    readonly clientPassword?: string;
    readonly skipValidation?: boolean;
  };
  /** Over the environment of the agent's own process: see agentEnvironment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly accessToken?: string;
  /** By default those of the agent. */
  readonly timings?: Partial<Timings>;
  /** The Node that runs tasks; by default that of this process. */
  readonly runtime?: string;
  /** The program that sends Ctrl+C; needed on Windows, and there only where a step is cancelled. */
  readonly interrupter?: string;
}

/** A job of a pipeline on an agent of its own, below one folder. */
export class Job implements JobContext {
  readonly variables = new Variables();
  readonly masks = new Masks();
  readonly endpoints: Endpoint[] = [];
  readonly secureFiles: SecureFile[] = [];
  readonly systemEndpoint: Endpoint;
  readonly environment: Readonly<Record<string, string>>;
  readonly timings: Partial<Timings>;
  readonly runtime: string;
  readonly interrupter: string | undefined;
  readonly lookupId = `vsts_${randomUUID()}`;
  /** The home directory of the agent's user. */
  readonly home: string;
  /** Agent.TempDirectory. */
  readonly temp: string;
  /** Agent.ToolsDirectory. */
  readonly tools: string;
  /** System.DefaultWorkingDirectory. */
  readonly sources: string;
  readonly #names = new Set<string>();
  readonly #prepended: string[] = [];
  #result: TaskResult = 'Succeeded';

  /** @param root the folder of the agent, which need not exist; its temp directory is emptied */
  constructor(
    readonly root: string,
    options: JobOptions = {},
  ) {
    this.home = join(root, 'home');
    this.temp = join(root, '_work', '_temp');
    this.tools = join(root, '_work', '_tool');
    this.sources = join(root, '_work', '1', 's');
    const systemTemp = join(root, 'tmp');
    for (const folder of [this.home, this.tools, this.sources, systemTemp]) {
      mkdirSync(folder, { recursive: true });
    }
    this.#wipeTemp();
    this.environment = { ...agentEnvironment(this.home, systemTemp), ...options.environment };
    this.timings = options.timings ?? {};
    this.runtime = options.runtime ?? process.execPath;
    this.interrupter = options.interrupter;
    this.#setVariables(options);
    const token = options.accessToken ?? `token-${randomUUID()}`;
    this.#setSecrets({ ...options.secrets, 'System.AccessToken': token });
    this.systemEndpoint = {
      id: '',
      name: systemConnection,
      type: 'system',
      url: this.variables.get('System.CollectionUri') ?? '',
      scheme: 'OAuth',
      parameters: { AccessToken: token },
    };
  }

  /** What the job has come to so far. */
  get result(): TaskResult {
    return this.#result;
  }

  /** The folders that steps put before PATH, the latest first. */
  get prependedPath(): readonly string[] {
    return [...this.#prepended].reverse();
  }

  prependPath(path: string): void {
    const known = this.#prepended.findIndex((one) => one.toLowerCase() === path.toLowerCase());
    if (known >= 0) {
      this.#prepended.splice(known, 1);
    }
    this.#prepended.push(path);
  }

  /** Adds a service connection, which steps may then name by its name or id, and hides its secrets. */
  addEndpoint(endpoint: Endpoint): void {
    this.endpoints.push(endpoint);
    this.masks.addParameters(endpoint.parameters);
  }

  addSecureFile(file: SecureFile): void {
    this.secureFiles.push(file);
    this.masks.add(file.ticket);
  }

  /** Gives a reference name for a step without one, as the server does: `Notation`, `Notation1`, ... */
  uniqueName(wanted: string): string {
    const base = wanted.replace(/\W/g, '');
    let name = base;
    for (let number = 1; this.#names.has(name.toLowerCase()); number += 1) {
      name = `${base}${number}`;
    }
    return name;
  }

  /**
   * Starts a task from its unpacked folder.
   * @throws Error if the folder holds no task, or an input names a resource that does not exist
   */
  start(task: string | Task, options: TaskOptions = {}): StepHandle {
    const loaded = typeof task === 'string' ? loadTask(task) : task;
    return this.startWork(taskWork(this, loaded, options), options);
  }

  /** Runs a task to its end; see start. */
  async run(task: string | Task, options: TaskOptions = {}): Promise<StepRun> {
    return this.start(task, options).done;
  }

  /** Starts a text of bash, as `script:` and `bash:` do. */
  startScript(script: string, options: ScriptOptions = {}): StepHandle {
    return this.startWork(scriptWork(this, script, options), options);
  }

  /** Starts any work as a step; its result becomes part of the job's. */
  startWork(work: Work, options: StepOptions): StepHandle {
    this.#names.add(work.speaker.name.toLowerCase());
    const step = new Step(this, work, options);
    const settle = ({ result }: StepRun): void => {
      this.#result = mergeIntoJob(this.#result, result);
      this.variables.set('Agent.JobStatus', this.#result);
    };
    // Whoever awaits the step sees its rejection.
    step.done.then(settle, () => undefined);
    return step;
  }

  /** Ends the job: empties temp, kills the processes it left behind and tells which there were. */
  end(): Orphan[] {
    const orphans = killOrphans(this.lookupId);
    this.#wipeTemp();
    return orphans;
  }

  #wipeTemp(): void {
    rmSync(this.temp, { recursive: true, force: true });
    mkdirSync(this.temp, { recursive: true });
  }

  #setVariables({ variables, debug, culture, proxy, certificates }: JobOptions): void {
    this.variables.setAll(predefinedVariables(this.root));
    const settings: Record<string, string | undefined> = {
      'System.Debug': debug === true ? 'true' : undefined,
      'System.Culture': culture,
      'Agent.ProxyUrl': proxy?.url,
      'Agent.ProxyUsername': proxy?.username,
      'Agent.ProxyBypassList': proxy?.bypass && JSON.stringify(proxy.bypass),
      'Agent.CAInfo': certificates?.ca,
      'Agent.ClientCert': certificates?.clientCertificate,
      'Agent.ClientCertKey': certificates?.clientKey,
      'Agent.ClientCertArchive': certificates?.clientArchive,
      'Agent.SkipCertValidation': certificates?.skipValidation === true ? 'True' : undefined,
      ...variables,
    };
    for (const [name, value] of Object.entries(settings)) {
      if (value !== undefined) {
        this.variables.set(name, value);
      }
    }
    const passwords = {
      'Agent.ProxyPassword': proxy?.password,
      'Agent.ClientCertPassword': certificates?.clientPassword,
    };
    for (const [name, value] of Object.entries(passwords)) {
      if (value !== undefined) {
        this.#setSecrets({ [name]: value });
      }
    }
  }

  #setSecrets(secrets: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(secrets)) {
      this.variables.set(name, value, { secret: true });
      this.masks.addFromJob(value);
    }
  }
}
