/** A part of a run, and how long it took. */
export interface Part {
  readonly name: string;
  readonly seconds: number;
}

const variable = 'TEST_RUN_PARTS';

/** Gives the environment by which the reporter of the tests learns of the parts before them. */
export function environmentOf(parts: readonly Part[]): NodeJS.ProcessEnv {
  return { ...process.env, [variable]: JSON.stringify(parts) };
}

/** Gives the parts that were run before the tests; none where tests are run alone. */
export function earlierParts(): readonly Part[] | undefined {
  const text = process.env[variable];
  return text === undefined ? undefined : (JSON.parse(text) as Part[]);
}

/** Gives the times of parts as lines of a table. */
export function linesOf(parts: readonly Part[]): string[] {
  const width = Math.max(...parts.map(({ name }) => name.length));
  return parts.map(
    ({ name, seconds }) => `  ${name.padEnd(width)} ${seconds.toFixed(1).padStart(8)} s`,
  );
}
