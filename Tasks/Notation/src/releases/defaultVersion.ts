/**
 * The version of notation that a step installs when the pipeline names none. A test keeps it equal to
 * the default of the input `version` in task.json.
 */
export const DEFAULT_NOTATION_VERSION = '1.3.2';
