/** A variable of a job. Its name is found without regard to case. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
  readonly readOnly: boolean;
  readonly preserveCase: boolean;
}

export type VariableTraits = Partial<Omit<Variable, 'name' | 'value'>>;

/**
 * Gives the name under which a variable, an input or a parameter stands in the environment.
 * Source: agent: VarUtil.cs.
 */
export function environmentName(name: string): string {
  return name.replace(/[. ]/g, '_').toUpperCase();
}

/** The variables of a job; agent: Variables.cs. */
export class Variables {
  readonly #store = new Map<string, Variable>();

  /** Sets a variable. One that was secret or read-only once stays so. */
  set(name: string, value: string, traits: VariableTraits = {}): void {
    const before = this.find(name);
    this.#store.set(name.toLowerCase(), {
      name: before?.name ?? name,
      value,
      secret: (traits.secret ?? false) || (before?.secret ?? false),
      readOnly: (traits.readOnly ?? false) || (before?.readOnly ?? false),
      preserveCase: traits.preserveCase ?? before?.preserveCase ?? false,
    });
  }

  /** Takes all variables of a record as public ones. */
  setAll(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) {
      this.set(name, value);
    }
  }

  find(name: string): Variable | undefined {
    return this.#store.get(name.toLowerCase());
  }

  get(name: string): string | undefined {
    return this.find(name)?.value;
  }

  /** Says whether a variable holds a .NET true. */
  isTrue(name: string): boolean {
    return this.get(name)?.trim().toLowerCase() === 'true';
  }

  all(): Variable[] {
    return [...this.#store.values()];
  }

  /** Expands the macros of a text with these variables; see expandMacros. */
  expand(text: string): string {
    return expandMacros(text, (name) => this.get(name));
  }
}

/**
 * Expands each `$(name)` once. What a value brings along is not expanded again, and a name that is not
 * known stays as it stands.
 * Source: agent: VarUtil.cs, TaskRunner.cs.
 */
export function expandMacros(text: string, lookup: (name: string) => string | undefined): string {
  let expanded = text;
  let from = 0;
  for (;;) {
    const start = expanded.indexOf('$(', from);
    const end = start < 0 ? -1 : expanded.indexOf(')', start + 2);
    if (end < 0) {
      return expanded;
    }
    const value = lookup(expanded.slice(start + 2, end));
    if (value === undefined) {
      from = start + 1;
    } else {
      expanded = expanded.slice(0, start) + value + expanded.slice(end + 1);
      from = start + value.length;
    }
  }
}
