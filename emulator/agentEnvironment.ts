import { join } from 'node:path';

/** What programs of Windows need to run at all. */
const system = ['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'ProgramData', 'OS'];

/**
 * The environment of the agent's own process, with directories of its user's own.
 * @param home the home directory of the agent's user
 * @param temp the directory for temporary files of that user
 */
export function agentEnvironment(home: string, temp: string): Record<string, string> {
  const path = process.env['PATH'] ?? '';
  if (process.platform !== 'win32') {
    return { PATH: path, HOME: home, LANG: 'C.UTF-8', TMPDIR: temp };
  }
  const own = system.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(own),
    PATH: path,
    USERPROFILE: home,
    APPDATA: join(home, 'AppData', 'Roaming'),
    LOCALAPPDATA: join(home, 'AppData', 'Local'),
    TEMP: temp,
    TMP: temp,
  };
}
