/** The agent's task results in its own order, which is also their rank. */
const ranks = [
  'Succeeded',
  'SucceededWithIssues',
  'Failed',
  'Canceled',
  'Skipped',
  'Abandoned',
] as const;

export type TaskResult = (typeof ranks)[number];

/**
 * Merges a further result into the one so far: the worse of the two wins, but Canceled, Skipped and
 * Abandoned stay whatever follows.
 * @param current undefined if there is no result yet
 * Source: agent: TaskResultUtil.cs.
 */
export function mergeResults(current: TaskResult | undefined, coming: TaskResult): TaskResult {
  if (current === undefined) {
    return coming;
  }
  if (ranks.indexOf(current) > ranks.indexOf('Failed')) {
    return current;
  }
  return ranks.indexOf(coming) >= ranks.indexOf(current) ? coming : current;
}

/**
 * Reads the result of a `task.complete`. The agent parses a .NET enum, so that `4` is Skipped too.
 * @returns undefined for any other text, task-lib's `Cancelled` among them
 * Source: agent: TaskCommandExtension.cs.
 */
export function parseResult(text: string): TaskResult | undefined {
  const name = text.trim();
  return /^\d+$/.test(name) ? ranks[Number(name)] : ranks.find((rank) => rank === name);
}

/**
 * What a step's result makes of its job's: a skipped step leaves it as it is.
 * Source: agent: StepsRunner.cs.
 */
export function mergeIntoJob(job: TaskResult, step: TaskResult): TaskResult {
  return step === 'Skipped' || step === 'Abandoned' ? job : mergeResults(job, step);
}
