import type { Json } from "../../packages/terraform-stack-tools/src/stack/json";

/** Expressions and templates that Terraform can evaluate, at random, but the same ones for the same seed. */
export class Expressions {
  /** What the expressions name, as sections of Terraform's JSON. */
  public static readonly VARIABLES = {
    name: { type: "string", default: 'n "q" ${literal} é' },
    names: { type: "list(string)", default: ["a", "b b", "${literal}"] },
    number: { type: "number", default: -1.5 },
    flag: { type: "bool", default: true },
    object: { default: { a: "x", "b c": { d: ["y"] } } },
    objects: { default: [{ name: "one" }, { name: "two" }] },
  };

  private state: number;
  private unique = 0;

  constructor(
    seed: number,
    private readonly options: { readonly heredocs?: boolean } = {},
  ) {
    this.state = seed;
  }

  /** A value of Terraform's JSON: a text, or an object with a template for a key. */
  public value(): Json {
    return this.below(8) === 0 ? { [`k${this.template(2)}`]: [this.text()] } : this.text();
  }

  /** A text of Terraform's JSON. */
  public text(): string {
    return this.one(
      () => `\${${this.space()}${this.any(3)}${this.space()}}`,
      () => `\${~ ${this.any(2)} ~}`,
      () => this.template(3),
      () => this.template(3),
      () => this.letters(8),
      () => `${this.template(2)}\r${this.letters(3)}\${var.name}`,
    );
  }

  /** A document of JSON, as CDKs and people write it, with expressions in its texts. */
  public document(): string {
    const sequences: string[] = [];
    const leaf = (): string =>
      this.some(3, () =>
        this.one(
          () => this.letters(4),
          () => this.pick("$", "%", "<b>&", '"q"', "\\", "\u2028", "a", "x-y", "\u007f"),
          () => `@${sequences.push(this.inDocument()) - 1}@`,
        ),
      );
    const value = (depth: number): Json =>
      this.one<Json>(
        leaf,
        leaf,
        () => this.below(1000) - 500,
        () => this.below(2) === 0,
        () => null,
        () => (depth > 0 ? [value(depth - 1), value(depth - 1)] : []),
        () => ({ [leaf()]: null, ...(depth > 0 && { b: value(depth - 1), a: value(depth - 1) }) }),
      );
    const whole = this.one<Json>(
      () => [value(2), leaf(), leaf(), "a text that is long enough"],
      () => ({ z: value(2), [`k${leaf()}`]: leaf(), a: leaf(), why: "a text that is long enough" }),
    );
    const text = JSON.stringify(whole, null, this.below(3)).replace(/[$%](?=\{)/g, "$&$&");
    return text.replace(/@(\d+)@/g, (_mark, index) => `\${${sequences[Number(index)]}}`);
  }

  private inDocument(): string {
    return this.pick(
      ...["var.names[0]", "var.number", "var.flag", 'var.object["a"]', "var.objects[0].name", 'join("-", [var.number, "b"])'],
      ...['var.flag ? "yes" : var.number', 'lower("A B")', 'replace(var.names[1], " ", "/")', 'format("%s!", var.number)'],
      ...["element(var.names, 1)", 'format("%q", "a")', 'replace("a", "a", "\\"")', "jsonencode(var.names)", '"x${var.number}"'],
    );
  }

  private call(depth: number): string {
    const [one, other] = [this.constant(depth - 1), this.constant(depth - 1)];
    return this.one(
      () => `${this.pick("lower", "upper", "trimspace", "tostring", "core::upper", "title")}(${one})`,
      () => `join(${one},${this.space()}[${other}, ${this.constant(depth - 1)}${this.pick("", ",")}]${this.pick("", ', ["x"]')})`,
      () => `replace(${one}, ${this.pick('"/[a-z]+/"', '"a"', '"/"', '""', '" "', '"é"', '"e"')}, ${other})`,
      () => `format(${this.pick('"%s-%s"', '"%s%%%s"', '"%[2]s%[1]s"', '"%q %5s"', '"%v$%s"')}, ${one}, ${other})`,
    );
  }

  private constant(depth: number): string {
    if (depth > 0 && this.below(3) > 0) {
      return this.call(depth);
    }
    return this.one(
      () => `"${this.inQuotes(4)}"`,
      () => `"${this.inQuotes(4)}"`,
      () => this.pick('"Web"', '" b-1 "', '"a$"', '"{a"', '"\\"q\\""', '"$${a}"', '"%%{a}"', '"\\u0041ß"', '""', '"${var.name}"'),
      () => this.pick("7", "0", "1.50", "12345678901234567890", "007"),
    );
  }

  private inQuotes(most: number): string {
    return this.calm(this.letters(most)).replace(/["\\\r\n]/g, (letter) => ESCAPES.get(letter) ?? "");
  }

  /** Parts in any order. A `$` before `${` escapes it, which is fine outside of directives. */
  private template(depth: number): string {
    return this.some(4, () =>
      this.one(
        () => `${this.letters(4)}\${${this.mark()}var.name${this.mark()}}`,
        () => this.calm(this.letters(4)),
        () => `\${${this.mark()}${this.string(depth - 1)}${this.mark()}}`,
        () => this.directive(depth - 1, (inner) => this.calm(this.letters(4)) + this.nested(inner, (text) => text)),
      ),
    );
  }

  /** A directive with bodies, which no `%` may precede. */
  private directive(depth: number, body: (depth: number) => string): string {
    const [m, n, o] = [this.mark(), this.mark(), this.mark()];
    return this.one(
      () => ` %{${m}if ${this.bool(depth)}${n}}${body(depth)}%{${o}endif${m}}`,
      () => ` %{${m} if ${this.bool(depth)} ${n}}${body(depth)}%{${o} else ${m}}${body(depth)}%{${n}endif${o}}`,
      () => ` %{${m}for one in ${this.list(depth)}${n}}${body(depth)}\${${o}one}%{${m} endfor ${n}}`,
      () => ` %{for k${this.space()}, v in ${this.list(depth)}${n}}\${k}${body(depth)}%{${m}endfor}`,
    );
  }

  private nested(depth: number, literal: (text: string) => string): string {
    return depth <= 0 ? "" : `\${${this.mark()}${this.string(depth - 1)}${this.mark()}}${literal(this.calm(this.letters(3)))}`;
  }

  private any(depth: number): string {
    return this.one(
      () => this.string(depth),
      () => this.number(depth),
      () => this.bool(depth),
      () => this.list(depth),
      () => this.object(depth),
    );
  }

  private string(depth: number): string {
    if (depth <= 0) {
      return this.one(
        () => "var.name",
        () => this.quoted(0),
        () => "var.names[0]",
        () => 'var.object["a"]',
      );
    }
    const inner = depth - 1;
    return this.one(
      () => this.quoted(inner),
      () => (this.options.heredocs === false ? this.quoted(inner) : this.heredoc(inner)),
      () => `upper${this.gap()}(${this.string(inner)})`,
      () => `join(${this.quoted(0)},${this.space()}${this.list(inner)})`,
      () => `(${this.bool(inner)}?${this.string(inner)}${this.gap()}:${this.string(inner)})`,
      () => `format("%s-%v",${this.string(inner)},${this.number(inner)})`,
      () => `jsonencode(${this.any(inner)})`,
      () => `(${this.space()}${this.string(inner)}${this.space()})`,
      () => `tostring(${this.number(inner)})`,
      () => 'var . object [ "b c" ] . d [ 0 ]',
      () => 'var.object["b c"].d.0',
      () => `join("",var.objects[*].name)`,
      () => `join("",var.objects.*.name)`,
      () => `try(var.object.none[${this.number(0)}],${this.string(inner)})`,
      () => `replace(${this.string(inner)},"/[a-z]+/",${this.quoted(0)})`,
    );
  }

  private quoted(depth: number): string {
    const literal = (text: string) => text.replace(/["\\\r\n]/g, (letter) => ESCAPES.get(letter) ?? "");
    const parts = this.some(3, () =>
      this.one(
        () => literal(this.calm(this.letters(4))),
        () => `a\${${this.mark()}${this.string(depth - 1)}${this.mark()}}`,
        () => (depth > 0 ? this.directive(depth - 1, (inner) => `b${this.nested(inner, literal)}`) : "c"),
      ),
    );
    return `"${parts}"`;
  }

  private heredoc(depth: number): string {
    const word = `E${this.unique++}`;
    const lines = this.some(4, () => {
      const indent = this.pick("", "  ", "    ", "\t", " \n   ");
      return `${indent}${this.one(
        () => this.calm(this.letters(3)),
        () => `a ${this.nested(depth, (text) => text)}`,
        () => `\${${this.mark()}var.name${this.mark()}}`,
        () => this.directive(depth - 1, () => "x"),
      )}${this.pick("\n", "\r\n", " \n\n")}`;
    });
    return `<<${this.pick("-", "")}${word}\n${lines}${this.pick("", "  ")}${word}\n`;
  }

  private number(depth: number): string {
    if (depth <= 0) {
      return this.pick("var.number", "1.50", "2e3", "0", "12345678901234567890", "length(var.names)");
    }
    const inner = depth - 1;
    return this.one(
      () => `-${this.gap()}${this.number(inner)}`,
      () => `${this.number(inner)}${this.operator("+", "-", "*")}${this.number(inner)}`,
      () => `(${this.number(inner)})${this.operator("%", "/")}7`,
      () => `length(${this.list(inner)})`,
      () => `max(${this.number(inner)},[1,2]...)`,
      () => `(${this.number(inner)}${this.operator("-")}-${this.number(inner)})`,
    );
  }

  private bool(depth: number): string {
    if (depth <= 0) {
      return this.pick("var.flag", "true", "!var.flag");
    }
    const inner = depth - 1;
    return this.one(
      () => `!${this.gap()}(${this.bool(inner)})`,
      () => `(${this.number(inner)}${this.operator("<", ">", "<=", ">=", "==", "!=")}${this.number(inner)})`,
      () => `(${this.bool(inner)}${this.operator("&&", "||")}${this.bool(inner)})`,
      () => `contains(${this.list(inner)},${this.string(inner)})`,
      () => `(${this.string(inner)}${this.operator("==", "!=")}null)`,
    );
  }

  private list(depth: number): string {
    if (depth <= 0) {
      return this.pick("var.names", "[]", '[ "x" ]');
    }
    const inner = depth - 1;
    const end = this.pick("", ",", ",\n");
    return this.one(
      () => `[${this.space()}${this.string(inner)},${this.space()}${this.string(inner)}${end}${this.space()}]`,
      () => `[for v in ${this.gap()}${this.list(inner)}:upper(v)${this.pick("", ' if v!="a"')}]`,
      () => `[\nfor i , v in ${this.list(inner)} :\n"\${i}-\${v}"\n]`,
      () => `concat(${this.list(inner)},${this.list(inner)})`,
      () => `split(",",${this.string(inner)})`,
      () => `values({ for v in var.names : v => ${this.string(inner)} })`,
    );
  }

  private object(depth: number): string {
    if (depth <= 0) {
      return this.pick("var.object", "{}", "{a=1}");
    }
    const inner = depth - 1;
    const [is, next] = [this.pick("=", " = ", ":"), this.pick(",", "\n", " # why, } not\n", ",\n\n")];
    return this.one(
      () => `{a${is}${this.any(inner)}${next}"b c"${is}${this.any(inner)}${next}}`,
      () => `{${this.space()}(${this.string(inner)})${is}${this.any(inner)}${next}a-b=1${this.space()}}`,
      () => `{for k,v in ${this.list(inner)}:v=>${this.string(inner)}...}`,
      () => `merge(${this.object(inner)},{\n  z = ${this.any(inner)}\n})`,
    );
  }

  private operator(...operators: readonly string[]): string {
    // A name may end with a minus sign.
    return ` ${this.gap()}${this.pick(...operators)}${this.gap()}`;
  }

  private mark(): string {
    return this.pick("", "", "~");
  }

  /** Space that may not hold a line break, because an object may be around it. */
  private gap(): string {
    return this.pick("", " ", "\t ", " /* } */");
  }

  private space(): string {
    return this.pick("", " ", ' /* " */ ');
  }

  /** Literal letters, with escapes of templates, but without one that begins. */
  private letters(most: number): string {
    const text = this.some(most, () => LETTERS[this.below(LETTERS.length)]);
    return text.replace(/(?<!\$)\$\{|(?<!%)%\{/g, "$ {");
  }

  /** A text that does not escape what follows. */
  private calm(text: string): string {
    return `${text}.`;
  }

  private some(most: number, part: () => string): string {
    return Array.from({ length: this.below(most + 1) }, part).join("");
  }

  private pick(...texts: readonly string[]): string {
    return texts[this.below(texts.length)];
  }

  private one<T = string>(...choices: readonly (() => T)[]): T {
    return choices[this.below(choices.length)]();
  }

  /** Mulberry32, a generator of Tommy Ettinger. */
  private below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\r", "\\r"],
  ["\n", "\\n"],
]);

const LETTERS = [
  ..."ab {}()~\"\\'#/$%.,:=\n\n\t ",
  ...["  \n", "\r\n", " \n \n ", "$$", "%%", "$${", "%%{", "$$${", "%%%%{", "<<E\n", "//", "/*", "\\n", "\\u0041"],
  ...["é", "e\u0301", "日", "👩‍👧", "\u0085", "\u00a0", "\u2028", "\u200b", "\ufeff", "\u0000", "\u001b"],
];
