import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job, JobOptions } from '../../support/agent/job';
import type { StepRun } from '../../support/agent/run';
import type { NotationVersion } from '../../support/tools';
import type { TrustOptions } from '../../support/trust';
import { type World, signInputs } from '../../support/world';

/** What a test may change in the one statement of a trust policy. */
export interface Statement {
  name: string;
  trustStores: string[];
  trustedIdentities: string[];
  signatureVerification: { level: string };
}

/** Whom a verify step trusts, and what else its policy says. */
export interface Trust extends TrustOptions {
  readonly change?: (statement: Statement) => void;
}

/** A job whose agent has a notation on its PATH, so that each test need not install one. */
export class Station {
  readonly job: Job;

  /** @param folder the one that holds notation */
  constructor(
    readonly world: World,
    folder: string,
    options: JobOptions = {},
  ) {
    const PATH = [folder, process.env['PATH'] ?? ''].join(path.delimiter);
    this.job = world.job({ ...options, environment: { PATH, ...options.environment } });
  }

  /** With a real notation. */
  static at(world: World, { path: program }: NotationVersion, options?: JobOptions): Station {
    return new Station(world, path.dirname(program), options);
  }

  /** Runs a sign step with the world's key; `inputs` replace the usual ones. */
  sign(artifactRefs: string, inputs: Readonly<Record<string, string>> = {}): Promise<StepRun> {
    const usual = { ...signInputs(this.world), artifactRefs };
    return this.job.run(this.world.task, { inputs: { ...usual, ...inputs } });
  }

  /** Runs a verify step that trusts as told, by default the world's certificate. */
  verify(
    artifactRefs: string,
    { change = () => undefined, ...trust }: Trust = {},
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<StepRun> {
    const written = this.world.trust(this.job, trust);
    const file = path.join(this.job.sources, written.trustPolicy);
    const policy = JSON.parse(readFileSync(file, 'utf8')) as { trustPolicies: [Statement] };
    change(policy.trustPolicies[0]);
    writeFileSync(file, JSON.stringify(policy));
    const usual = { command: 'verify', artifactRefs, ...written };
    return this.job.run(this.world.task, { inputs: { ...usual, ...inputs } });
  }
}
