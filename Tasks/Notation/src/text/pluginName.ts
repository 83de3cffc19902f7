/**
 * Whether a text can be the name of a plugin: what stands after `notation-` in the name of its program. Nothing of it leads
 * out of the folder of plugins.
 */
export function isPluginName(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(text);
}
