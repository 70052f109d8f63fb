import { compareStrings } from '../../../value/compare.ts';
import { RegoObject } from '../../../value/rego-object.ts';
import { isArray } from '../../../value/value.ts';
import { callTemplateFunction, TemplateCallError } from './template-functions.ts';
import { TemplateError } from './template-lexer.ts';
import {
  parseTemplate,
  type BranchNode,
  type Command,
  type Operand,
  type Pipeline,
  type TemplateNode,
} from './template-parser.ts';
import { goType, isTrue, MISSING_TEXT, printed, type TemplateValue } from './template-values.ts';

/** Units that a piece of text counts for. */
const CHARACTERS_PER_UNIT = 16;

/**
 * Renders a template of Go's `text/template`; missing values print as `<undefined>`. `charge` is told of the work.
 *
 * @throws TemplateError, and whatever `charge` throws
 */
export function renderTemplate(source: string, data: TemplateValue, charge: (units: number) => void): string {
  charge(source.length / CHARACTERS_PER_UNIT);
  const nodes = parseTemplate(source);
  const renderer = new Renderer(data, charge);
  renderer.list(nodes, data);
  return renderer.text;
}

/** How a list of nodes ended. */
type Outcome = 'done' | 'break' | 'continue';

class Renderer {
  text = '';
  readonly #charge: (units: number) => void;
  readonly #scope: { name: string; value: TemplateValue }[];
  #line = 1;

  constructor(data: TemplateValue, charge: (units: number) => void) {
    this.#charge = charge;
    this.#scope = [{ name: '$', value: data }];
  }

  list(nodes: readonly TemplateNode[], dot: TemplateValue): Outcome {
    for (const node of nodes) {
      const outcome = this.#node(node, dot);
      if (outcome !== 'done') return outcome;
    }
    return 'done';
  }

  #node(node: TemplateNode, dot: TemplateValue): Outcome {
    this.#charge(1);
    switch (node.kind) {
      case 'text':
        this.#write(node.text);
        return 'done';
      case 'action': {
        const value = this.#pipeline(node.pipeline, dot);
        this.#declare(node.pipeline, value);
        if (node.pipeline.variables.length === 0) this.#write(printed(value, MISSING_TEXT));
        return 'done';
      }
      case 'break':
      case 'continue':
        return node.kind;
      case 'if':
      case 'with':
      case 'range': {
        const mark = this.#scope.length;
        const outcome = node.kind === 'range' ? this.#range(node, dot) : this.#branch(node, dot);
        this.#scope.length = mark;
        return outcome;
      }
    }
  }

  #write(text: string): void {
    this.#charge(text.length / CHARACTERS_PER_UNIT);
    this.text += text;
  }

  #branch(node: BranchNode, dot: TemplateValue): Outcome {
    const value = this.#pipeline(node.pipeline, dot);
    this.#declare(node.pipeline, value);
    if (!isTrue(value)) return this.list(node.otherwise, dot);
    return this.list(node.body, node.kind === 'with' ? value : dot);
  }

  #range(node: BranchNode, dot: TemplateValue): Outcome {
    const value = this.#pipeline(node.pipeline, dot);
    let entered = false;
    for (const [key, element] of this.#elements(value, node)) {
      entered = true;
      this.#charge(1);
      const mark = this.#scope.length;
      const { variables } = node.pipeline;
      const values = variables.length > 1 ? [key, element] : [element];
      for (const [i, name] of variables.entries()) this.#set(name, values[i], node.pipeline.assigns);
      const outcome = this.list(node.body, element);
      this.#scope.length = mark;
      if (outcome === 'break') break;
    }
    return entered ? 'done' : this.list(node.otherwise, dot);
  }

  *#elements(value: TemplateValue, node: BranchNode): Generator<readonly [TemplateValue, TemplateValue]> {
    if (value === undefined || value === null) return;
    if (typeof value === 'bigint') {
      if (node.pipeline.variables.length > 1) {
        throw this.#error(`can't use ${value} to iterate over more than one variable`);
      }
      for (let i = 0n; i < value; i++) yield [undefined, i];
    } else if (isArray(value as never)) {
      for (const [i, element] of (value as readonly TemplateValue[]).entries()) yield [BigInt(i), element];
    } else if (value instanceof RegoObject) {
      for (const key of value.keys.map(String).sort(compareStrings)) yield [key, value.get(key)];
    } else {
      throw this.#error(`range can't iterate over ${printed(value)}`);
    }
  }

  #declare({ variables, assigns }: Pipeline, value: TemplateValue): void {
    for (const name of variables) this.#set(name, value, assigns);
  }

  #set(name: string, value: TemplateValue, assigns: boolean): void {
    const known = assigns ? this.#scope.findLast((variable) => variable.name === name) : undefined;
    if (known === undefined) this.#scope.push({ name, value });
    else known.value = value;
  }

  #pipeline({ commands, line }: Pipeline, dot: TemplateValue): TemplateValue {
    this.#line = line;
    let value: TemplateValue;
    for (const [i, command] of commands.entries()) value = this.#command(command, dot, i > 0 ? [value] : []);
    return value;
  }

  #command([first, ...rest]: Command, dot: TemplateValue, piped: readonly TemplateValue[]): TemplateValue {
    this.#charge(1);
    if (first.base.kind === 'function' && first.fields.length === 0) {
      return this.#call(first.base.name, rest, dot, piped);
    }
    if (rest.length > 0 || piped.length > 0) {
      throw this.#error(`can't give argument to non-function ${first.fields.at(-1) ?? first.base.kind}`);
    }
    if (first.base.kind === 'nil') throw this.#error('nil is not a command');
    return this.#operand(first, dot);
  }

  #call(
    name: string,
    operands: readonly Operand[],
    dot: TemplateValue,
    piped: readonly TemplateValue[],
  ): TemplateValue {
    if (name === 'and' || name === 'or') {
      if (operands.length + piped.length === 0)
        throw this.#error(`wrong number of args for ${name}: want at least 1 got 0`);
      // The arguments after the one that decides are not looked at.
      let value: TemplateValue;
      for (const operand of operands) {
        value = this.#operand(operand, dot);
        if (isTrue(value) === (name === 'or')) return value;
      }
      return piped.length > 0 ? piped[0] : value;
    }
    const args = [...operands.map((operand) => this.#operand(operand, dot)), ...piped];
    try {
      return callTemplateFunction(name as never, args);
    } catch (cause) {
      if (cause instanceof TemplateCallError) throw this.#error(`error calling ${name}: ${cause.message}`);
      throw cause;
    }
  }

  #operand({ base, fields }: Operand, dot: TemplateValue): TemplateValue {
    let value: TemplateValue;
    switch (base.kind) {
      case 'dot':
        value = dot;
        break;
      case 'variable':
        value = this.#scope.findLast((variable) => variable.name === base.name)?.value;
        break;
      case 'constant':
        value = base.value;
        break;
      case 'nil':
        value = null;
        break;
      case 'function':
        value = this.#call(base.name, [], dot, []);
        break;
      case 'pipeline':
        value = this.#pipeline(base.pipeline, dot);
    }
    for (const field of fields) value = this.#field(value, field);
    return value;
  }

  #field(value: TemplateValue, field: string): TemplateValue {
    if (value === undefined || value === null) return undefined;
    if (value instanceof RegoObject) return value.get(field);
    throw this.#error(`can't evaluate field ${field} in type ${goType(value)}`);
  }

  #error(message: string): TemplateError {
    return new TemplateError(this.#line, message);
  }
}
