/**
 * The version of notation that a step installs where the pipeline chooses none: the default of the
 * input `version` in task.json (a test holds the two together).
 */
export const DEFAULT_NOTATION_VERSION = '1.3.2';
