import { parseDocument } from 'yaml';
import type { Values } from './contract';

/** A step of a pipeline that runs a task. */
export interface TaskStep {
  /** As the pipeline names it, such as `Notation@0` or that with publisher and extension before it. */
  readonly task: string;
  readonly inputs: Values;
}

/**
 * Every task step of a pipeline, or of a part of one, however deep it lies.
 *
 * @throws Error where the text is no YAML
 */
export function taskSteps(text: string): TaskStep[] {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new Error(error.message);
  return collect(document.toJS());
}

function collect(node: unknown): TaskStep[] {
  if (Array.isArray(node)) return node.flatMap(collect);
  if (node === null || typeof node !== 'object') return [];
  const fields = node as Record<string, unknown>;
  const task = fields['task'];
  if (typeof task !== 'string') return Object.values(fields).flatMap(collect);
  const inputs = Object.entries((fields['inputs'] ?? {}) as Record<string, unknown>);
  return [{ task, inputs: Object.fromEntries(inputs.map(([name, value]) => [name, text(value)])) }];
}

/** An input without a value is an empty one. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

/** Whether a step runs a task called Notation, by its short name or in full. */
export function isNotation({ task }: TaskStep): boolean {
  return /(^|\.)Notation(Dev)?@\d+$/.test(task);
}

/** Where a step names the task by what the built-in one is called, too, and would run that. */
export function shortNameProblems({ task }: TaskStep): string[] {
  return task.includes('.') ? [] : [`${task} runs the built-in task: write the name in full`];
}
