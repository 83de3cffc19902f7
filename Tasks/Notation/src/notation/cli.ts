import * as path from 'node:path';
import { findProgram } from '../agent/program';
import { logDebug } from '../agent/log';
import { networkEnvironment } from '../network/environment';
import { TaskError } from '../errors';
import type { Invocation } from './arguments';
import { type EnvironmentOverrides, notationEnvironment } from './environment';
import type { Workspace } from './workspace';
import { isWarning } from './output';
import type { ProcessOptions, ProcessResult } from '../process/run';
import type { ProcessRunner } from '../process/runner';
import { type NotationVersion, parseVersion } from './version';

/** The notation program that this step runs. */
export interface Notation {
  /** Absolute path. */
  readonly program: string;
  readonly version: NotationVersion;
  /** Runs it once. */
  run(invocation: Invocation, options: RunOptions): Promise<ProcessResult>;
  /** The same program confined to other private directories. */
  confinedTo(workspace: Workspace): Notation;
}

/** The options of one run. */
export interface RunOptions extends Omit<ProcessOptions, 'environment'> {
  /** Additional variables of this run; undefined removes a variable. */
  readonly overrides?: EnvironmentOverrides;
}

/** Milliseconds for `notation version`. */
const VERSION_TIMEOUT_MS = 60_000;

/** The name prefix of the directory that `install` adds to PATH, below the agent's temp directory. */
export const INSTALL_PREFIX = 'notation-cli-';

/**
 * Finds the first notation on PATH and reads its version.
 *
 * @param workspace the private directories for notation
 * @returns undefined where PATH has none
 * @throws TaskError NotationUnusable
 */
export async function findNotation(
  workspace: Workspace,
  processes: ProcessRunner,
): Promise<Notation | undefined> {
  const program = findProgram('notation');
  return program === undefined ? undefined : openNotation(program, workspace, processes);
}

/**
 * Opens the notation program at a path and reads its version.
 *
 * @param timeout milliseconds for `notation version`
 * @throws TaskError NotationUnusable
 */
export async function openNotation(
  program: string,
  workspace: Workspace,
  processes: ProcessRunner,
  timeout = VERSION_TIMEOUT_MS,
): Promise<Notation> {
  const network = networkEnvironment(process.env);
  const environment = notationEnvironment(process.env, workspace, undefined, network);
  const result = await processes.run(program, ['version'], { environment, timeout });
  const version = parseVersion(result.stdout);
  if (result.exitCode !== 0 || version === undefined) {
    const said = [...result.stderr, ...result.stdout].filter(Boolean).slice(-1)[0] ?? 'no answer';
    throw new TaskError('NotationUnusable', [program, said]);
  }
  return notationIn(workspace, { program, version, network, processes });
}

/** What stays the same wherever a notation is confined to. */
interface Program {
  readonly program: string;
  readonly version: NotationVersion;
  readonly network: EnvironmentOverrides;
  readonly processes: ProcessRunner;
}

function notationIn(workspace: Workspace, shared: Program): Notation {
  const { program, version, network, processes } = shared;
  return {
    program,
    version,
    run: ({ args, environment }, { overrides = {}, ...options }) => {
      logDebug([program, ...args].join(' '));
      return processes.run(program, args, {
        environment: notationEnvironment(
          process.env,
          workspace,
          version,
          network,
          environment,
          overrides,
        ),
        isWanted: isWarning,
        ...options,
      });
    },
    confinedTo: (other) => notationIn(other, shared),
  };
}

/** Whether `install` added this program to PATH in this job. */
export function isInstalledByUs(program: string, temp: string): boolean {
  const directory = path.dirname(program);
  const ours = path.basename(directory).startsWith(INSTALL_PREFIX);
  return ours && path.resolve(path.dirname(directory)) === path.resolve(temp);
}
