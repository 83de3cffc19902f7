import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';

// Import this before anything of the sources: it loads the agent library, which writes commands to
// standard output and a key to the temp directory while it loads, where neither does harm.

const taskFolder = path.resolve(__dirname, '..', '..');
const load = createRequire(__filename);

function silently<T>(action: () => T): T {
  const write = sinon.stub(process.stdout, 'write').returns(true);
  try {
    return action();
  } finally {
    write.restore();
  }
}

function loadLibrary(): typeof import('azure-pipelines-task-lib/task') {
  const temp = mkdtempSync(path.join(tmpdir(), 'agent-library-'));
  process.once('exit', () => {
    rmSync(temp, { recursive: true, force: true });
  });
  const before = process.env['AGENT_TEMPDIRECTORY'];
  process.env['AGENT_TEMPDIRECTORY'] = temp;
  try {
    return load('azure-pipelines-task-lib/task') as typeof import('azure-pipelines-task-lib/task');
  } finally {
    if (before === undefined) delete process.env['AGENT_TEMPDIRECTORY'];
    else process.env['AGENT_TEMPDIRECTORY'] = before;
  }
}

/**
 * Drops what the tested code writes for debugging, unless a test captures it: thousands of lines in which no failed
 * test is found, and which an agent that runs these tests would obey.
 */
function dropDebugLines(): void {
  const start = '##' + 'vso[task.debug]';
  const write = process.stdout.write.bind(process.stdout) as (...args: unknown[]) => boolean;
  process.stdout.write = (...args: unknown[]) =>
    (typeof args[0] === 'string' && args[0].startsWith(start)) || write(...args);
}

dropDebugLines();

/** The agent library's own exports, the seam for stubs. */
export const library = silently(() => {
  const loaded = loadLibrary();
  load('azure-pipelines-tool-lib');
  const { openTaskDirectory } = load(
    '../../src/agent/taskDirectory',
  ) as typeof import('../../src/agent/taskDirectory');
  openTaskDirectory(taskFolder);
  return loaded;
});

/**
 * What an action writes to standard output, which nobody else sees: an agent that runs these tests
 * would obey it. For the same reason two number signs come back as `@@`.
 */
export function captured(action: () => void): string {
  const chunks: string[] = [];
  const write = sinon.stub(process.stdout, 'write').callsFake((chunk) => {
    chunks.push(String(chunk));
    return true;
  });
  try {
    action();
  } finally {
    write.restore();
  }
  return chunks.join('').replaceAll('##', '@@');
}

/** As `captured`, until a promise settles; it passes on a rejection. */
export async function capturedDuring(action: () => Promise<unknown>): Promise<string> {
  const chunks: string[] = [];
  const write = sinon.stub(process.stdout, 'write').callsFake((chunk) => {
    chunks.push(String(chunk));
    return true;
  });
  try {
    await action();
  } finally {
    write.restore();
  }
  return chunks.join('').replaceAll('##', '@@');
}

/** The commands for the agent in what was captured: `task.setsecret]value`. */
export function commandsIn(output: string): string[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const at = line.indexOf('@@vso[');
    return at < 0 || line.startsWith('@@vso[task.debug]') ? [] : [line.slice(at + 6)];
  });
}
