import * as path from 'node:path';

/** The top of the repository. */
export const root = path.resolve(__dirname, '..');

export const TASK_SOURCE = path.join(root, 'Tasks/Notation');

/** The task's folder as the package holds it. */
export const TASK_BUILD = path.join(root, 'build/Notation');

/** The packages that the bundle was made of, as the build found them. */
export const BUNDLED = path.join(root, 'build/bundled.json');

/** What the package contains, unpacked again: tests run this. */
export const UNPACKED = path.join(root, 'build/unpacked');

/** Where the package goes. */
export const DIST = path.join(root, 'dist');
