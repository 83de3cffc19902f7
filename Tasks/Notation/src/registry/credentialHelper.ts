import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import * as path from 'node:path';
import { TaskError } from '../errors';
import { signalGroup } from '../process/signalGroup';
import type { Credential } from './credential';

/** The options of a credential helper call. */
export interface HelperRequest {
  /** The part of the program's name after `docker-credential-`. */
  readonly helper: string;
  /** The registry's name in docker's logins. */
  readonly address: string;
  /** The helper's environment: the step's environment with all settings of the user. */
  readonly environment: NodeJS.ProcessEnv;
  /** The time limit of the helper, in milliseconds. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** The largest output of each stream, in bytes. An answer is a small JSON object. */
const MAX_OUTPUT_BYTES = 128 * 1024;

/** Milliseconds in which the output of an ended helper is still read. */
const DRAIN_MS = 1000;

/** The output of helpers without a login for an address (docker-credential-helpers: credentials/error.go). */
const notFound = /credentials not found in native keychain/i;

/** The user name that marks an identity token in a helper's answer. */
const TOKEN_USER = '<token>';

/**
 * Asks a docker credential helper for the login of a registry. Its output reaches no log and no error.
 *
 * @returns undefined where the helper has no login
 * @throws TaskError CredentialHelperFailed
 */
export async function askCredentialHelper(request: HelperRequest): Promise<Credential | undefined> {
  const { helper, address, environment } = request;
  const program = `docker-credential-${helper}`;
  const failed = (reason: string): TaskError =>
    new TaskError('CredentialHelperFailed', [address, `${program}: ${reason}`]);
  const file = findOnPath(program, environment);
  if (file === undefined) throw failed('no such program is on the PATH of this step');
  const { code, output, problem } = await runHelper(file, request);
  if (problem !== undefined) throw failed(problem);
  if (code !== 0) {
    if (notFound.test(output)) return undefined;
    throw failed(`it ended with exit code ${code ?? 'none'}`);
  }
  const credential = parseAnswer(output);
  if (credential === undefined) throw failed('its answer is not what a credential helper gives');
  return credential;
}

/** Searches absolute folders alone. A program of that name in the sources of a pipeline must not run. */
function findOnPath(program: string, environment: NodeJS.ProcessEnv): string | undefined {
  const isWindows = process.platform === 'win32';
  const variable = Object.keys(environment).find((name) =>
    isWindows ? name.toUpperCase() === 'PATH' : name === 'PATH',
  );
  const folders = (environment[variable ?? 'PATH'] ?? '').split(path.delimiter);
  return folders
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, isWindows ? `${program}.exe` : program))
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

interface HelperOutcome {
  readonly code: number | null;
  /** Standard output. */
  readonly output: string;
  readonly problem?: string;
}

function runHelper(file: string, request: HelperRequest): Promise<HelperOutcome> {
  const { address, environment, timeoutMs = TIMEOUT_MS } = request;
  return new Promise((resolve) => {
    const child = spawn(file, ['get'], {
      env: environment,
      stdio: 'pipe',
      detached: process.platform !== 'win32', // its own process group, so that all its processes can be ended
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let draining: NodeJS.Timeout | undefined;
    const end = (outcome: HelperOutcome): void => {
      clearTimeout(timer);
      clearTimeout(draining);
      process.off('exit', kill);
      resolve(outcome);
    };
    const kill = (): void => {
      signalGroup(child, 'SIGKILL');
    };
    const giveUp = (problem: string): void => {
      kill();
      child.stdout.destroy();
      child.stderr.destroy();
      end({ code: null, output: '', problem });
    };
    const timer = setTimeout(() => {
      giveUp(`it was not done after ${timeoutMs / 1000} seconds`);
    }, timeoutMs);
    process.once('exit', kill);
    for (const stream of [child.stdout, child.stderr]) {
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_OUTPUT_BYTES) giveUp(`it wrote more than ${MAX_OUTPUT_BYTES} bytes`);
        else if (stream === child.stdout) chunks.push(chunk);
      });
    }
    child.on('error', () => end({ code: null, output: '', problem: 'it cannot be started' }));
    child.on('exit', (code) => {
      // A process that the helper left behind may keep the streams open. The helper's own output is
      // complete by now.
      draining = setTimeout(() => {
        kill();
        end({ code, output: Buffer.concat(chunks).toString() });
      }, DRAIN_MS);
    });
    child.on('close', (code) => end({ code, output: Buffer.concat(chunks).toString() }));
    child.stdin.on('error', () => undefined); // a helper may ignore its standard input
    child.stdin.end(`${address}\n`);
  });
}

function parseAnswer(output: string): Credential | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    return undefined;
  }
  const { Username, Secret } = (answer ?? {}) as { Username?: unknown; Secret?: unknown };
  if (typeof Username !== 'string' || typeof Secret !== 'string' || Secret === '') return undefined;
  if (Username === TOKEN_USER) return { kind: 'identityToken', token: Secret };
  return { kind: 'password', username: Username, password: Secret };
}
