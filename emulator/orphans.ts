import { readFileSync, readdirSync } from 'node:fs';

/** A process that outlived the job which started it. */
export interface Orphan {
  readonly pid: number;
  readonly command: string;
}

/**
 * Finds the processes whose environment holds a job's lookup id, but this one.
 * Source: agent: JobExtension.cs (Finalize Job). Linux only: elsewhere there are none.
 */
export function findOrphans(lookupId: string): Orphan[] {
  const marker = `VSTS_PROCESS_LOOKUP_ID=${lookupId}`;
  const pids = numbers('/proc').filter((pid) => pid !== process.pid);
  return pids
    .filter((pid) => readProcess(pid, 'environ').includes(marker))
    .map((pid) => ({ pid, command: readProcess(pid, 'cmdline').join(' ').trim() }));
}

/** Kills the processes of a job that are left and tells which there were. */
export function killOrphans(lookupId: string): Orphan[] {
  const orphans = findOrphans(lookupId);
  for (const { pid } of orphans) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in the meantime.
    }
  }
  return orphans;
}

function numbers(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Gives nothing for a process that is gone or not ours. */
function readProcess(pid: number, file: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
