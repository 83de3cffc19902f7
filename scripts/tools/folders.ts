import path from 'node:path';

/** The folder of the committed modules that name every tool and its version. */
export const modulesFolder = __dirname;

/** The git-ignored folder the tools are built into. */
export const toolsFolder = path.resolve(__dirname, '..', '..', '.tools');
