import { readExpression } from "../../terraform/expression/lexer";
import { quote } from "../../terraform/expression/quoted-string";
import { entries, isList, isObject, type Json, type JsonObject, listOf } from "../../terraform/json";
import { META_ARGUMENTS } from "../../terraform/stack";
import type { ArgumentSyntax, LanguageSchema } from "./language-schema";
import type { Argument, Item, NestedBlock } from "./layout";
import { inBodyOrder, type Member } from "./style/body-order";
import { type Report, Unwritable } from "./unwritable";
import { valueLines } from "./value";

/** Writes the bodies of blocks. What cannot be written is reported and left out. */
export class BodyWriter {
  constructor(private readonly report: Report) {}

  /** The arguments and nested blocks of a body, in the order in which people write them. */
  public items(body: JsonObject, schema: LanguageSchema, place: string): Item[] {
    const { dynamic, "//": _comment, ...others } = body;
    const members = [
      ...entries(others).flatMap(([name, value]) => this.members(name, value, schema, `${place}.${name}`)),
      ...listOf(dynamic)
        .flatMap((blocks) => entries(blocks))
        .flatMap(([name, value]) => this.dynamic(name, value, schema, `${place}.dynamic.${name}`)),
    ];
    return inBodyOrder(members, { isRequired: schema.isRequired, ...schema.order });
  }

  private members(name: string, value: Json, schema: LanguageSchema, place: string): Member[] {
    if (!isName(name)) {
      this.report(place, INVALID_NAME);
      return [];
    }
    const block = schema.blockOf(name);
    if (block !== undefined) {
      return this.blocks(name, value, block, place).map((item) => ({ name, item }));
    }
    if (value === null && !schema.keepsNull && !META_ARGUMENTS.includes(name)) {
      return [];
    }
    if ((isList(value) || isObject(value)) && !schema.takesCollection(name)) {
      this.report(place, "the provider's schema has no block or collection of this name");
      return [];
    }
    return [{ name, item: this.argument(name, value, schema.syntax?.[name], place) }];
  }

  private blocks(name: string, value: Json, schema: LanguageSchema, place: string): NestedBlock[] {
    return listOf(value).flatMap((body, index) => {
      const own = isList(value) ? `${place}[${index}]` : place;
      if (body === null) {
        return [];
      }
      if (!isObject(body)) {
        this.report(own, "a block must be an object");
        return [];
      }
      return [{ header: name, items: this.items(body, schema, own) }];
    });
  }

  private dynamic(name: string, value: Json, schema: LanguageSchema, place: string): Member[] {
    const block = schema.blockOf(name);
    return listOf(value).flatMap((body) => {
      if (!isObject(body) || block === undefined || !isObject(body.content)) {
        this.report(place, "the provider's schema has no block of this name");
        return [];
      }
      const { content, ...others } = body;
      const head = entries(others).map(([key, child]) =>
        this.argument(key, child, key === "iterator" ? "address" : undefined, `${place}.${key}`),
      );
      const inner = { header: "content", items: this.items(content, block, `${place}.content`) };
      return [{ name, item: { header: `dynamic ${quote(name)}`, items: [...head, inner] } }];
    });
  }

  private argument(name: string, value: Json, syntax: ArgumentSyntax | undefined, place: string): Argument {
    try {
      return { name, value: valueLines(value, syntax) };
    } catch (error) {
      if (!(error instanceof Unwritable)) {
        throw error;
      }
      this.report(place, error.message);
      return { name, value: ["null"] };
    }
  }
}

export const INVALID_NAME = "its name is not a valid HCL identifier";

/** Whether a text is an identifier of HCL. */
export function isName(text: string): boolean {
  const [token, ...others] = readExpression(text);
  return others.length === 0 && token?.kind === "name" && token.text === text;
}
