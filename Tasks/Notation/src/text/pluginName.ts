/**
 * Whether a text can be the name of a plugin, the part after `notation-` in the name of its program.
 * Such a name cannot lead out of the plugin folder.
 */
export function isPluginName(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(text);
}
