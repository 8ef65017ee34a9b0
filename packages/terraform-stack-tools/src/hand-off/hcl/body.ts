import { entries, isList, isObject, type Json, type JsonObject, listOf, lookUp, objectOf } from "../../stack/json";
import { readExpression } from "../../stack/lexer";
import { META_ARGUMENTS } from "../../stack/stack";
import { quote, unwrapped } from "../../stack/template";
import { Unwritable } from "./expression-text";
import { type ArgumentSyntax, type LanguageSchema, PLAIN } from "./language-schema";
import type { Argument, Item, NestedBlock } from "./layout";
import { inBodyOrder, type Member } from "./style/body-order";
import { valueLines } from "./value";

/** Collects what cannot be written, so that all of it is reported at once. */
export type Report = (place: string, problem: string) => void;

/** Writes the bodies of blocks. What cannot be written is reported and left out. */
export class BodyWriter {
  constructor(private readonly report: Report) {}

  /** The arguments and nested blocks of a body, in the order in which people write them. */
  public items(body: JsonObject, schema: LanguageSchema, place: string): Item[] {
    const members = entries(body)
      .filter(([name]) => name !== "//")
      .flatMap(([name, value]) => this.members(name, value, schema, `${place}.${name}`));
    return inBodyOrder(members, { isRequired: schema.isRequired, ...schema.order });
  }

  private members(name: string, value: Json, schema: LanguageSchema, place: string): Member[] {
    if (!isName(name)) {
      this.report(place, INVALID_NAME);
      return [];
    }
    const block = schema.blockOf(name);
    if (name === "dynamic" && block === undefined && (isObject(value) || isList(value))) {
      return listOf(value).flatMap((blocks, index) =>
        this.dynamics(blocks, schema, isList(value) ? `${place}[${index}]` : place),
      );
    }
    if (block?.isLabelled) {
      return this.labelled(name, value, block, place).map((item) => ({ name, item }));
    }
    if (block !== undefined && !isExpression(value)) {
      return this.blocks(name, value, block, place).map((item) => ({ name, item }));
    }
    if (value === null && !schema.keepsNull && !META_ARGUMENTS.includes(name)) {
      return [];
    }
    if ((isList(value) || isObject(value)) && !schema.takesCollection(name)) {
      this.report(place, "the provider's schema has no block or collection of this name");
      return [];
    }
    return [{ name, item: this.argument(name, value, lookUp(schema.syntax ?? {}, name), place) }];
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

  /** Blocks with a label, whose bodies are in objects by label. */
  private labelled(name: string, value: Json, schema: LanguageSchema, place: string): NestedBlock[] {
    return listOf(value).flatMap((labels, index) => {
      const own = isList(value) ? `${place}[${index}]` : place;
      if (!isObject(labels)) {
        this.report(own, "a block must be an object");
        return [];
      }
      return entries(labels)
        .filter(([label]) => label !== "//")
        .flatMap(([label, bodies]) => this.blocks(`${name} ${quote(label)}`, bodies, schema, `${own}.${label}`));
    });
  }

  private dynamics(blocks: Json, schema: LanguageSchema, place: string): Member[] {
    if (!isObject(blocks)) {
      this.report(place, "a block must be an object");
      return [];
    }
    return entries(blocks)
      .filter(([name]) => name !== "//")
      .flatMap(([name, value]) => this.dynamic(name, value, schema, `${place}.${name}`));
  }

  private dynamic(name: string, value: Json, schema: LanguageSchema, place: string): Member[] {
    // For an argument of a list of objects, Terraform takes blocks too: its page "Attributes as Blocks".
    const block = schema.blockOf(name) ?? (schema.takesCollection(name) ? PLAIN : undefined);
    return listOf(value).flatMap((body) => {
      if (block === undefined) {
        this.report(place, "the provider's schema has no block of this name");
        return [];
      }
      const { content, ...others } = objectOf(body);
      const [inner, ...more] = listOf(content);
      if (!isObject(inner) || more.length > 0) {
        this.report(place, "a dynamic block must have one block 'content'");
        return [];
      }
      const head = entries(others)
        .filter(([key]) => key !== "//")
        .map(([key, child]) =>
          this.argument(key, child, key === "iterator" ? "address" : undefined, `${place}.${key}`),
        );
      const contentBlock = { header: "content", items: this.items(inner, block, `${place}.content`) };
      return [{ name, item: { header: `dynamic ${quote(name)}`, items: [...head, contentBlock] } }];
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

/** Where an argument has the type of a block, an expression may be its value as a whole. */
function isExpression(value: Json): boolean {
  return typeof value === "string" && unwrapped(value) !== undefined;
}

export const INVALID_NAME = "its name is not a valid HCL identifier";

/** Whether a text is an identifier of HCL. */
export function isName(text: string): boolean {
  const [token, ...others] = readExpression(text);
  return others.length === 0 && token?.kind === "name" && token.text === text;
}
