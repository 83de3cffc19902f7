import type { TaskRestrictions } from './task';

/** What a task in restricted mode may still say; agent: TaskCommandExtension.cs. */
const allowedInRestrictedMode = new Set([
  'task.logdetail',
  'task.logissue',
  'task.issue',
  'task.complete',
  'task.setprogress',
  'task.setsecret',
  'task.setvariable',
  'task.debug',
  'task.settaskvariable',
  'task.prependpath',
  'telemetry.publish',
]);

/**
 * The restrictions of a step: those of its task.json and those of the pipeline, all of which must agree.
 * Source: agent: TaskRestrictionsChecker.cs, TaskRestrictionsExtension.cs.
 */
export class Restrictions {
  readonly #all: readonly TaskRestrictions[];

  constructor(all: readonly (TaskRestrictions | undefined)[]) {
    this.#all = all.filter((one) => one !== undefined);
  }

  /** @param name area and event in lower case, e.g. `task.uploadsummary` */
  allowsCommand(name: string): boolean {
    return this.#all.every(
      ({ commands }) =>
        commands?.mode?.toLowerCase() !== 'restricted' || allowedInRestrictedMode.has(name),
    );
  }

  /** @param name a variable as the command names it, also if it is an output; PATH for prependpath */
  allowsVariable(name: string): boolean {
    return this.#all.every(
      ({ settableVariables: settable }) =>
        settable === undefined ||
        (settable.allowed ?? []).some((glob) => globExpression(glob).test(name)),
    );
  }
}

/** Variable names need no more of the agent's globs than `*` and `?`. */
function globExpression(glob: string): RegExp {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${pattern}$`, 'i');
}
