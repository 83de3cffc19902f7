/** What a template, a pipeline or a token replacement should have filled in before. */
const expressions = [
  /\{\{.*?(?:\}\}|$)/, // Helm, Jinja
  /\$\{\{.*?(?:\}\}|$)/, // a pipeline's template expression
  /\$\{[^}]*\}?/, // shells, Compose, envsubst
  /\$\([^)]*\)?/, // macros of a pipeline
  /\$\[[^\]]*\]?/, // runtime expressions of a pipeline
  /#\{.*?(?:\}#|$)/, // tokens
  /(?<=^|[/:@])__[A-Za-z][\w.]*__/, // tokens
  /^\[.*\]$/, // ARM
  /\$[A-Za-z_]\w*/, // shells
  /<[^<>]*>/, // a placeholder
];

/** The first expression that is left over in a name: no name of an image can hold one. */
export function findExpression(name: string): string | undefined {
  for (const expression of expressions) {
    const found = expression.exec(name);
    if (found !== null) return found[0];
  }
  return undefined;
}
