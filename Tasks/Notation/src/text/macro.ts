/**
 * Expressions that Azure Pipelines leaves in a value when it cannot replace them: the macro `$(name)`
 * of a variable that does not exist, the runtime expression `$[...]` outside variables and conditions,
 * and the template expression `${{ ... }}` outside YAML files. Brackets may contain one level of
 * brackets.
 */
const expression =
  /\$\([^()\r\n]+\)|\$\[(?:[^[\]\r\n]|\[[^[\]\r\n]*\])+\]|\$\{\{[^{}\r\n]*(?:\}\})?/;

/** Finds the first macro or expression that Azure Pipelines did not replace. */
export function findMacro(value: string): string | undefined {
  return expression.exec(value)?.[0];
}
