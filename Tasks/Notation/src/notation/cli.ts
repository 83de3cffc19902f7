import * as path from 'node:path';
import { findProgram } from '../agent/program';
import { debug } from '../agent/log';
import { networkEnvironment } from '../network/environment';
import { TaskError } from '../errors';
import type { Invocation } from './arguments';
import { type EnvironmentOverrides, notationEnvironment } from './environment';
import type { Workspace } from './workspace';
import { isWarning } from './output';
import { type ProcessOptions, type ProcessResult, runProcess } from '../process/run';
import { type NotationVersion, parseVersion } from './version';

/** The notation program that this step runs. */
export interface Notation {
  /** Absolute path. */
  readonly program: string;
  readonly version: NotationVersion;
  /** Runs it once. */
  run(invocation: Invocation, options?: RunOptions): Promise<ProcessResult>;
}

/** How one run differs from any other. */
export interface RunOptions extends Omit<ProcessOptions, 'environment'> {
  /** What the environment needs besides. */
  readonly changes?: EnvironmentOverrides;
}

/** Milliseconds in which a program must tell its version. */
const VERSION_TIMEOUT = 60_000;

/** How the directory is named that `install` puts on PATH, below the agent's temp directory. */
export const INSTALL_PREFIX = 'notation-cli-';

/**
 * The notation that stands first on PATH, with its version.
 *
 * @param workspace the private directories it is confined to
 * @throws TaskError NotationMissing, NotationUnusable
 */
export async function findNotation(workspace: Workspace): Promise<Notation> {
  const program = findProgram('notation');
  if (program === undefined) throw new TaskError('NotationMissing');
  return openNotation(program, workspace);
}

/**
 * The notation at a path, with its version.
 *
 * @throws TaskError NotationUnusable
 */
export async function openNotation(program: string, workspace: Workspace): Promise<Notation> {
  const network = networkEnvironment(process.env);
  const environment = notationEnvironment(process.env, workspace, undefined, network);
  const result = await runProcess(program, ['version'], { environment, timeout: VERSION_TIMEOUT });
  const version = parseVersion(result.stdout);
  if (result.exitCode !== 0 || version === undefined) {
    const said = [...result.stderr, ...result.stdout].filter(Boolean).slice(-1)[0] ?? 'no answer';
    throw new TaskError('NotationUnusable', [program, said]);
  }
  return {
    program,
    version,
    run: ({ args, environment }, { changes = {}, ...options } = {}) => {
      debug([program, ...args].join(' '));
      return runProcess(program, args, {
        environment: notationEnvironment(
          process.env,
          workspace,
          version,
          network,
          environment,
          changes,
        ),
        isWanted: isWarning,
        ...options,
      });
    },
  };
}

/** Whether a program is one that `install` put on PATH in this job. */
export function isInstalledByUs(program: string, temp: string): boolean {
  const directory = path.dirname(program);
  const ours = path.basename(directory).startsWith(INSTALL_PREFIX);
  return ours && path.resolve(path.dirname(directory)) === path.resolve(temp);
}
