import { foldName } from '../text/foldName';
import { type JsonNode, lineAt, readJsonTree } from '../text/jsonTree';

/** A text of a trust policy, with its position. */
export interface PlacedText {
  readonly text: string;
  readonly node: JsonNode;
}

/** The parts of a trust policy statement that this task needs. */
export interface PolicyStatement {
  readonly name: string;
  readonly registryScopes: readonly string[];
  readonly level: string;
  /** Overrides of the level: the action for each check that fails. */
  readonly override: ReadonlyMap<string, string>;
  /** When a timestamp is required. */
  readonly verifyTimestamp: string;
  /** Each `<kind>:<name>`. */
  readonly trustStores: readonly string[];
  readonly places: {
    readonly statement: JsonNode;
    /** All entries of `registryScopes`, in the order of the text, also those that are no texts. */
    readonly scopeEntries: readonly JsonNode[];
    readonly scopes: readonly PlacedText[];
    readonly stores: readonly PlacedText[];
  };
}

/** A trust policy: its text for notation, and its statements. */
export interface TrustPolicy {
  /** Its source, for messages. */
  readonly file: string;
  readonly text: string;
  /** SHA-256 of the file's bytes, 64 hexadecimal digits in lower case; undefined where there is no file. */
  readonly fileSha256?: string | undefined;
  readonly statements: readonly PolicyStatement[];
}

/** A problem of a policy, with the offset in its text. */
export class PolicyProblem extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/**
 * Reads a trust policy's text.
 *
 * @throws SyntaxError when the text is not JSON; PolicyProblem when it has no statements, or repeats a
 * name in one object: Go would merge the two members
 */
export function parseTrustPolicy(file: string, text: string): TrustPolicy {
  const document = readJsonTree(text);
  field(document, 'version');
  const statements = field(document, 'trustPolicies');
  if (statements === undefined || text[statements.start] !== '[') {
    throw new PolicyProblem('it has no list "trustPolicies"', statements?.start ?? document.start);
  }
  return { file, text, statements: statements.items.map(readStatement) };
}

/** notation reports all other problems of a statement. */
function readStatement(node: JsonNode): PolicyStatement {
  const verification = field(node, 'signatureVerification');
  const scopeList = field(node, 'registryScopes');
  const scopes = placedTexts(scopeList);
  const stores = placedTexts(field(node, 'trustStores'));
  field(node, 'trustedIdentities');
  return {
    name: textOf(field(node, 'name')),
    registryScopes: scopes.map(({ text }) => text),
    level: textOf(field(verification, 'level')),
    override: overrideOf(field(verification, 'override')),
    verifyTimestamp: textOf(field(verification, 'verifyTimestamp')),
    trustStores: stores.map(({ text }) => text),
    places: { statement: node, scopeEntries: scopeList?.items ?? [], scopes, stores },
  };
}

/** Go compares the names of a map exactly, unlike the names of a struct. */
function overrideOf(node: JsonNode | undefined): ReadonlyMap<string, string> {
  const override = new Map<string, string>();
  for (const { name, start, node: action } of node?.members ?? []) {
    if (override.has(name)) throw new PolicyProblem(`it has the name "${name}" twice`, start);
    override.set(name, textOf(action));
  }
  return override;
}

/** Finds a member of a JSON object by its name in any letter case, as notation does. */
function field(node: JsonNode | undefined, name: string): JsonNode | undefined {
  const found = (node?.members ?? []).filter((one) => foldName(one.name) === foldName(name));
  const [first, second] = found;
  if (second !== undefined)
    throw new PolicyProblem(`it has the name "${name}" twice`, second.start);
  return first?.node;
}

function textOf(node: JsonNode | undefined): string {
  return typeof node?.value === 'string' ? node.value : '';
}

function placedTexts(node: JsonNode | undefined): PlacedText[] {
  return (node?.items ?? []).flatMap((item) =>
    typeof item.value === 'string' ? [{ text: item.value, node: item }] : [],
  );
}

/**
 * Finds the statement for a repository: the statement that names the repository, or the statement for all.
 *
 * @param scope `<registry>/<repository>`
 */
export function applicableStatement(
  policy: TrustPolicy,
  scope: string,
): PolicyStatement | undefined {
  const naming = (wanted: string): PolicyStatement | undefined =>
    policy.statements.find(({ registryScopes }) => registryScopes.includes(wanted));
  return naming(scope) ?? naming('*');
}

/** The position of a part of a policy: `<file>:<line>`. */
export function placeOf(
  { file, text }: TrustPolicy,
  { start }: { readonly start: number },
): string {
  return `${file}:${lineAt(text, start)}`;
}
