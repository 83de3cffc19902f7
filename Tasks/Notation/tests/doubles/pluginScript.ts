import { buildSync } from 'esbuild';
import path from 'node:path';

/** A program of a plugin. */
export interface PluginProgram {
  /** The absolute path of its main file. */
  readonly main: string;
  /** The oldest Node that has to run it, such as `node16`. */
  readonly target: string;
  /** Options of Node, such as `--use-openssl-ca`. */
  readonly options?: string;
}

/** What a script of a plugin has to know. */
export interface PluginSettings {
  /** The version of the real plugin whose rules it follows, such as `1.2.1`. */
  readonly version: string;
  /** The existing folder in which `calls.log` tells its runs. */
  readonly folder: string;
}

/** Programs that this process has bundled: those with Azure's libraries take seconds. */
const bundles = new Map<string, string>();

/** Gives a plugin as one script of this Node. */
export function pluginScript(program: PluginProgram, settings: PluginSettings): Buffer {
  const { main, options = '' } = program;
  const bundle = bundles.get(main) ?? bundleOf(program);
  bundles.set(main, bundle);
  const lines = [
    // An absolute path, because the task may hand the plugin a PATH without this Node.
    `#!${process.execPath} ${options}`.trimEnd(),
    `globalThis.PLUGIN_VERSION = ${JSON.stringify(settings.version)};`,
    `globalThis.VAULT_FOLDER = ${JSON.stringify(path.resolve(settings.folder))};`,
    bundle,
  ];
  return Buffer.from(lines.join('\n'));
}

function bundleOf({ main, target }: PluginProgram): string {
  const { outputFiles } = buildSync({
    entryPoints: [main],
    bundle: true,
    platform: 'node',
    target,
    minify: true,
    logLevel: 'error',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
