import { assertReleasable } from './releasable';

/**
 * Publishes a package to the Marketplace: `tsx scripts/publish.ts --vsix <file>`, with more options of
 * `tfx extension publish` behind that. The token is read from the environment variable
 * MARKETPLACE_TOKEN, and is given to tfx within this process: on a command line, every program of the
 * machine could read it. An extension without the address of its repository is not published.
 */
assertReleasable();
const token = process.env['MARKETPLACE_TOKEN'];
if (!token) throw new Error('Set MARKETPLACE_TOKEN: see docs/releasing.md.');
const options = process.argv.slice(2);
process.argv.splice(2, options.length, 'extension', 'publish', '--no-prompt', ...options);
process.argv.push('--auth-type', 'pat', '--token', token);
// eslint-disable-next-line @typescript-eslint/no-require-imports -- it reads the arguments as it loads
require('tfx-cli/_build/tfx-cli.js');
