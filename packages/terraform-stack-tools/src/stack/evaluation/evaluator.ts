import { readTemplate } from "../expression/lexer";
import { stringOf } from "../expression/quoted-string";
import type { Reference, Step } from "../expression/reference";
import { wholeSequence } from "../expression/template";
import { closingBracket, isSymbol, type Template, type Token } from "../expression/token";
import { isList, isObject, type Json } from "../json";
import { callOf } from "./functions";
import { areEqual, type Known, type KnownObject, memberOf, textIn } from "./known";
import { operationOf, PRECEDENCES } from "./operators";
import { partsOf } from "./parts";

/** What a reference means; undefined where only a plan tells. */
export type Scope = (reference: Reference) => Known | undefined;

/** The value of what stands in Terraform's JSON; undefined where only a plan tells, or where this reading does not go. */
export function evaluated(value: Json, scope: Scope): Known | undefined {
  if (typeof value === "string") {
    return ofTemplate(readTemplate(value), scope, (text) => text);
  }
  if (isList(value)) {
    return value.map((element) => evaluated(element, scope));
  }
  return isObject(value)
    ? objectOf(Object.entries(value).map(([name, member]) => [evaluated(name, scope), evaluated(member, scope)]))
    : value;
}

function ofTemplate(
  template: Template,
  scope: Scope,
  read: (literal: string) => string | undefined,
): Known | undefined {
  const whole = wholeSequence(template);
  if (whole !== undefined) {
    return ofTokens(whole.tokens, scope);
  }
  const texts = template.map((part) => {
    switch (part.kind) {
      case "literal":
        return read(part.text);
      case "escape":
        return part.text.slice(1);
      case "sequence":
        return isPlain(part) ? textIn(ofTokens(part.tokens, scope)) : undefined;
      default:
        return undefined;
    }
  });
  return texts.every((text) => text !== undefined) ? texts.join("") : undefined;
}

function isPlain({ marker, stripsBefore, stripsAfter }: Extract<Template[number], { kind: "sequence" }>): boolean {
  return marker === "${" && !stripsBefore && !stripsAfter;
}

/** Without a name that only a plan tells, nobody knows which members there are. */
function objectOf(members: readonly (readonly [Known | undefined, Known | undefined])[]): KnownObject | undefined {
  const named = members.map(([name, member]) => [textIn(name), member] as const);
  return named.every((pair): pair is readonly [string, Known | undefined] => pair[0] !== undefined)
    ? Object.fromEntries(named)
    : undefined;
}

function ofTokens(tokens: readonly Token[], scope: Scope): Known | undefined {
  const reading = new Reading(tokens, scope);
  const value = reading.conditional();
  return reading.isAtEnd ? value : undefined;
}

/** More than people nest without brackets. What is deeper stays unknown. */
const MAXIMUM_DEPTH = 100;

/** Reads an expression from left to right. What it does not know ends the reading before the end. */
class Reading {
  private position = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly scope: Scope,
  ) {}

  public get isAtEnd(): boolean {
    return this.position === this.tokens.length;
  }

  public conditional(): Known | undefined {
    if (++this.depth > MAXIMUM_DEPTH) {
      return undefined;
    }
    const condition = this.binary(0);
    if (!this.skip("?")) {
      return condition;
    }
    const yes = this.conditional();
    if (!this.skip(":")) {
      this.position = 0;
      return undefined;
    }
    const no = this.conditional();
    if (typeof condition !== "boolean") {
      return areEqual(yes, no) ? yes : undefined;
    }
    return condition ? yes : no;
  }

  private binary(level: number): Known | undefined {
    if (level === PRECEDENCES.length) {
      return this.unary();
    }
    let value = this.binary(level + 1);
    for (;;) {
      const operator = PRECEDENCES[level].find((symbol) => isSymbol(this.tokens[this.position], symbol));
      if (operator === undefined) {
        return value;
      }
      this.position++;
      value = operationOf(operator, value, this.binary(level + 1));
    }
  }

  private unary(): Known | undefined {
    const signs: string[] = [];
    while (isSymbol(this.tokens[this.position], "!") || isSymbol(this.tokens[this.position], "-")) {
      signs.push(isSymbol(this.tokens[this.position++], "!") ? "!" : "-");
    }
    return signs.reduceRight<Known | undefined>((value, sign) => {
      if (sign === "!") {
        return typeof value === "boolean" ? !value : undefined;
      }
      return typeof value === "number" ? -value : undefined;
    }, this.path());
  }

  /** A name with its steps is a reference; steps after anything else lead into its value. */
  private path(): Known | undefined {
    const token = this.tokens[this.position];
    const isName = token?.kind === "name" && !isSymbol(this.tokens[this.position + 1], "(");
    if (isName && !["true", "false", "null"].includes(token.text)) {
      this.position++;
      return this.scope({ root: token.text, steps: this.steps() });
    }
    const value = this.primary();
    return this.steps().reduce<Known | undefined>((inner, step) => {
      if (step.kind === "attribute") {
        return memberOf(inner, step.name);
      }
      return step.kind === "key" ? memberOf(inner, step.key) : undefined;
    }, value);
  }

  private steps(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      const next = this.tokens[this.position + 1];
      if (isSymbol(this.tokens[this.position], "[")) {
        steps.push(this.index());
      } else if (isSymbol(this.tokens[this.position], ".") && next?.kind === "name") {
        steps.push({ kind: "attribute", name: next.text });
        this.position += 2;
      } else {
        return steps;
      }
    }
  }

  private index(): Step {
    const key = ofTokens(this.bracket(), this.scope);
    return typeof key === "number" || typeof key === "string" ? { kind: "key", key } : { kind: "computed" };
  }

  private primary(): Known | undefined {
    const token = this.tokens[this.position];
    switch (token?.kind) {
      case "number":
        this.position++;
        return Number(token.text);
      case "string":
        this.position++;
        return ofTemplate(token.template, this.scope, (text) => stringOf([{ kind: "literal", text }]));
      case "name":
        this.position++;
        return isSymbol(this.tokens[this.position], "(") ? this.call(token.text) : CONSTANTS.get(token.text);
      case "symbol":
        return this.bracketed(token.text);
      default:
        return undefined;
    }
  }

  private call(name: string): Known | undefined {
    return callOf(
      name,
      partsOf(this.bracket()).map((part) => ofTokens(part, this.scope)),
    );
  }

  private bracketed(opening: string): Known | undefined {
    const inner = this.bracket();
    const [first] = inner;
    if (first?.kind === "name" && first.text === "for") {
      return undefined;
    }
    switch (opening) {
      case "(":
        return ofTokens(inner, this.scope);
      case "[":
        return partsOf(inner).map((part) => ofTokens(part, this.scope));
      case "{":
        return objectOf(partsOf(inner).map((part) => this.member(part)));
      default:
        return undefined;
    }
  }

  private member([name, sign, ...value]: readonly Token[]): readonly [Known | undefined, Known | undefined] {
    const isMember = isSymbol(sign, "=") || isSymbol(sign, ":");
    const key = name?.kind === "name" ? name.text : ofTokens(name === undefined ? [] : [name], this.scope);
    return isMember ? [key, ofTokens(value, this.scope)] : [undefined, undefined];
  }

  /** What is in the brackets that open here; the reading goes on after them. */
  private bracket(): readonly Token[] {
    const start = this.position;
    const closing = closingBracket(this.tokens, start);
    if (closing === undefined || closing === start) {
      return [];
    }
    this.position = closing + 1;
    return this.tokens.slice(start + 1, closing);
  }

  private skip(symbol: string): boolean {
    const isThere = isSymbol(this.tokens[this.position], symbol);
    this.position += Number(isThere);
    return isThere;
  }
}

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);
