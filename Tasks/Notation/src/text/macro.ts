/**
 * What Azure Pipelines leaves in a value where it cannot replace it: the macro `$(name)` of a variable
 * that does not exist, the runtime expression `$[...]` outside of variables and conditions, and the
 * template expression `${{ ... }}` outside of YAML files. Brackets may stand in brackets once.
 */
const expression =
  /\$\([^()\r\n]+\)|\$\[(?:[^[\]\r\n]|\[[^[\]\r\n]*\])+\]|\$\{\{[^{}\r\n]*(?:\}\})?/;

/** The first macro or expression in a value that was not replaced. */
export function findMacro(value: string): string | undefined {
  return expression.exec(value)?.[0];
}
