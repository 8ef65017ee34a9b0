import { type BodySchema, gapOf, schemaOf } from "../../catalogue/block-schema";
import { entries, isObject, type Json, type JsonObject, listOf } from "../../terraform/json";
import type { Provider } from "../../terraform/provider";
import { bodies } from "../../terraform/stack";
import { Refusal, shown } from "../input/refusal";
import type { Module } from "../module";
import { type Fault, isName, itemsOf } from "./body";
import { ASSERT, SECTIONS, withAlias, withMetaArguments } from "./language-schema";
import { type Item, layOut, quote } from "./layout";

const ORDER = ["provider", "locals", "data", "ephemeral", "resource", "module", "moved", "removed", "import", "check"];

/** The files of a module in HCL, or a Refusal that names everything that cannot be written. Nothing is left out. */
export function hclFilesOf(module: Module, providers: readonly Provider[], file: string): [path: string, content: string][] {
  const faults: string[] = [];
  const fault: Fault = (place, why) => faults.push(`  ${shown(place)}: ${why}`);
  const writer = new Writer(fault, new Map(providers.map((provider) => [provider.name, provider])));
  const files = (["main", "variables", "outputs", "versions"] as const)
    .map((name): [string, Item[]] => [`${name}.tf`, writer.sections(module[name])])
    .filter(([, items]) => items.length > 0)
    .map(([path, items]): [string, string] => [path, `${layOut(items).join("\n")}\n`]);
  if (faults.length > 0) {
    throw new Refusal(`${shown(file)} cannot be written as HCL; hand it over with --format json:\n${faults.join("\n")}`);
  }
  return files;
}

class Writer {
  constructor(
    private readonly fault: Fault,
    private readonly providers: ReadonlyMap<string, Provider>,
  ) {}

  public sections(part: JsonObject): Item[] {
    for (const name of Object.keys(part).filter((key) => ![...ORDER, "variable", "output", "terraform"].includes(key))) {
      this.fault(name, "a section that this package does not know");
    }
    return [...ORDER, "variable", "output", "terraform"]
      .filter((name) => name in part)
      .flatMap((name) => this.section(name, part[name]));
  }

  private section(name: string, value: Json): Item[] {
    switch (name) {
      case "data":
      case "ephemeral":
      case "resource":
        return bodies(value).flatMap(([type, named]) => bodies(named).flatMap(([id, body]) => this.typed(name, type, id, body)));
      case "provider":
        return bodies(value).flatMap(([id, body]) => listOf(body).flatMap((one) => this.provider(id, one)));
      case "terraform":
        return [{ header: "terraform", items: this.terraform(value as JsonObject) }];
      case "check":
        return bodies(value).flatMap(([id, body]) => listOf(body).flatMap((one) => this.check(id, one)));
      case "locals":
        return [this.block(name, [], value, SECTIONS[name])];
      case "moved":
      case "removed":
      case "import":
        return listOf(value).map((one) => this.block(name, [], one, SECTIONS[name]));
      default:
        return bodies(value).flatMap(([id, body]) => listOf(body).map((one) => this.block(name, [id], one, SECTIONS[name])));
    }
  }

  private block(
    section: string,
    labels: readonly string[],
    body: Json,
    schema: BodySchema,
    place = [section, ...labels].join("."),
  ): Item {
    if (!labels.every(isName)) {
      this.fault(place, "its name is none of HCL");
    }
    return {
      header: [section, ...labels.map(quote)].join(" "),
      items: isObject(body) ? itemsOf(body, schema, place, this.fault) : [],
    };
  }

  private typed(section: string, type: string, name: string, body: Json): Item[] {
    const sort = section === "resource" ? type : `${section}.${type}`;
    const place = `${sort}.${name}`;
    const schema = schemaOf(sort);
    if (schema === undefined) {
      this.fault(place, `this package has no schema of the type ${type}, so it cannot tell blocks from arguments`);
      return [];
    }
    const { provisioner, connection, ...others } = body as JsonObject;
    if (provisioner !== undefined || connection !== undefined) {
      this.fault(place, "provisioners and connections are written in JSON only");
    }
    this.checkProvider(others, type, place);
    return [this.block(section, [type, name], others, withMetaArguments(schema), place)];
  }

  /** The schemas are those of some versions. */
  private checkProvider(body: JsonObject, type: string, place: string): void {
    const name = typeof body.provider === "string" ? body.provider.replace(/^\$\{|\}$/g, "").split(".")[0] : type.split("_")[0];
    if (name === "terraform") {
      return;
    }
    const provider = this.providers.get(name);
    const gap = provider ? gapOf(provider) : `its provider ${name} is in no required_providers`;
    if (gap !== undefined) {
      this.fault(place, gap);
    }
  }

  private provider(name: string, body: Json): Item[] {
    const schema = schemaOf(`provider.${name}`);
    if (schema === undefined) {
      this.fault(`provider.${name}`, "this package has no schema of that provider, so it cannot tell blocks from arguments");
      return [];
    }
    this.checkProvider({ provider: name }, name, `provider.${name}`);
    return [this.block("provider", [name], body, withAlias(schema))];
  }

  private terraform(body: JsonObject): Item[] {
    const requirement: BodySchema = { blockOf: () => undefined, takesCollection: () => true, ways: {} };
    return entries(body)
      .reverse()
      .flatMap(([name, value]): Item[] => {
        if (name === "required_providers") {
          const literal = Object.fromEntries(entries(value).map(([provider]) => [provider, "literal" as const]));
          for (const [provider, one] of entries(value)) {
            if (isObject(one) && "configuration_aliases" in one) {
              this.fault(`terraform.required_providers.${provider}`, "configuration_aliases are written in JSON only");
            }
          }
          return [
            {
              header: name,
              items: itemsOf(value as JsonObject, { ...requirement, ways: literal }, `terraform.${name}`, this.fault),
            },
          ];
        }
        if (name !== "required_version") {
          this.fault(`terraform.${name}`, "a setting that this package does not know");
          return [];
        }
        return itemsOf({ [name]: value }, { ...requirement, ways: { required_version: "literal" } }, "terraform", this.fault);
      });
  }

  private check(name: string, body: Json): Item[] {
    const { data, assert, ...others } = body as JsonObject;
    const inner = bodies(data).flatMap(([type, named]) =>
      bodies(named).flatMap(([id, one]) => this.typed("data", type, id, one)),
    );
    if (!isName(name)) {
      this.fault(`check.${name}`, "its name is none of HCL");
    }
    const asserts = listOf(assert).map((one, index) => this.block("assert", [], one, ASSERT, `check.${name}.assert[${index}]`));
    return [
      {
        header: `check ${quote(name)}`,
        items: [...itemsOf(others, SECTIONS.locals, `check.${name}`, this.fault), ...inner, ...asserts],
      },
    ];
  }
}
