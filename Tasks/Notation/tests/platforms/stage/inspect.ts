import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** All files below a folder, relative to it, with `/` on every platform. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      if (!entry.isDirectory()) return [entry.name];
      return filesBelow(path.join(folder, entry.name)).map((below) => `${entry.name}/${below}`);
    })
    .sort();
}

/** The directories of a step that are left in a job's temp directory. */
export function leftDirectories(temp: string): string[] {
  const kept = /^notation-(?:cli-|report-|cache$)/; // what a later step, or the agent, still needs
  return readdirSync(temp).filter((name) => name.startsWith('notation-') && !kept.test(name));
}

/** The files below a folder that hold a text. */
export function filesWith(folder: string, text: string): string[] {
  return filesBelow(folder).filter((file) =>
    readFileSync(path.join(folder, ...file.split('/'))).includes(text),
  );
}

/** Whether a process runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Waits until a process is gone. @throws Error when it still runs after half a minute */
export async function gone(pid: number): Promise<void> {
  for (let waited = 0; isRunning(pid); waited += 50) {
    if (waited > 30_000) throw new Error(`process ${pid} still runs`);
    await delay(50);
  }
}
