import type { Job } from './agent/job';
import type { StepRun } from './agent/run';
import { type Snapshot, difference, snapshot } from './agent/snapshot';

type Command = 'install' | 'sign' | 'verify';

interface Remainder {
  readonly place: string;
  /** Path below the place. */
  readonly path: RegExp;
  readonly after: readonly Command[];
  /** Whether a later step may write it anew. */
  readonly renewed?: true;
}

/** All that a step may leave on the agent's disk, besides the files that the agent uploads after it. */
const mayStay: readonly Remainder[] = [
  // The key with which the agent library hides secrets in its own memory.
  { place: 'temp', path: /^\.taskkey$/, after: ['install', 'sign', 'verify'], renewed: true },
  // What later steps find on their PATH.
  { place: 'temp', path: /^notation-cli-\w{6}(\/notation)?$/, after: ['install'] },
  // The report of what became of each artifact, for later steps.
  {
    place: 'temp',
    path: /^notation-report-\w{6}(\/[\w.-]+)?$/,
    after: ['sign', 'verify'],
  },
  // Revocation lists, for the later steps of the job.
  { place: 'temp', path: /^notation-cache(\/crl(\/[0-9a-f]{64})?)?$/, after: ['sign', 'verify'] },
  // Verified archives, under their published names or, those of the user's own, their checksums.
  {
    place: 'tools',
    path: /^notation-archives(\/(notation(-azure-\w+)?_\d[\w.-]*\.(tar\.gz|zip)|[0-9a-f]{64}))?$/,
    after: ['install', 'sign'],
  },
];

/** The directories around a job as they were before a step, to be compared afterwards. */
export class Traces {
  readonly #places: ReadonlyMap<string, string>;
  readonly #before: ReadonlyMap<string, Snapshot>;

  /** @param more directories of the test's own that no step may touch, by a name to call them */
  constructor(job: Job, more: Readonly<Record<string, string>> = {}) {
    const { HOME: home = job.home, TMPDIR: system = '' } = job.environment;
    const { sources, temp, tools } = job;
    this.#places = new Map(Object.entries({ home, system, sources, temp, tools, ...more }));
    this.#before = new Map([...this.#places].map(([name, path]) => [name, snapshot(path)]));
  }

  /** Tells what the step did to the directories and may not, a line each; none as it should be. */
  left(command: Command, { attachments }: Pick<StepRun, 'attachments'>): string[] {
    const uploaded = new Set(attachments.map(({ path }) => path));
    return [...this.#places].flatMap(([place, folder]) =>
      difference(this.#before.get(place) ?? new Map(), snapshot(folder))
        .filter((line) => !isAllowed(line, place, folder, command, uploaded))
        .map((line) => `${place}: ${line}`),
    );
  }
}

function isAllowed(
  line: string,
  place: string,
  folder: string,
  command: Command,
  uploaded: ReadonlySet<string>,
): boolean {
  const added = /^added (?:directory|file) (.+)$/s.exec(line)?.[1];
  const changed = /^changed (?:size|content) of (.+?): /s.exec(line)?.[1];
  const path = added ?? changed ?? '';
  if (added !== undefined && uploaded.has(`${folder}/${added}`)) return true;
  return mayStay.some(
    (one) =>
      one.place === place &&
      one.after.includes(command) &&
      one.path.test(path) &&
      (added !== undefined || one.renewed === true),
  );
}
