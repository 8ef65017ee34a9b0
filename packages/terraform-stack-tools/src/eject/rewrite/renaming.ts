import {
  entries,
  isList,
  isObject,
  type Json,
  type JsonObject,
  mapMembers,
  objectOf,
  pickMembers,
} from "../../stack/json";
import { renameBlocks } from "../../stack/reference";
import { isTemplate } from "../../stack/template";

/** The sections with other names for their blocks and local values, without `moved` blocks for these. */
export function renamedSections(sections: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const addresses = new Map(
    [...names].map(([address, name]) => [address, address.slice(0, address.lastIndexOf(".") + 1) + name]),
  );
  return everySection(sections, new Renaming(names, addresses, addresses));
}

/**
 * The sections with other expressions in place of references. The blocks themselves keep their names.
 * @param expressions by address, such as `aws_subnet.all["a"]` for `aws_subnet.a`
 * @param blocks what `depends_on` names in place of an address, which is a block as a whole
 */
export function redirectedSections(
  sections: JsonObject,
  expressions: ReadonlyMap<string, string>,
  blocks = expressions,
): JsonObject {
  return everySection(sections, new Renaming(new Map(), expressions, blocks));
}

function everySection(sections: JsonObject, renaming: Renaming): JsonObject {
  return mapMembers(sections, (value, section) => renaming.section(section, value));
}

class Renaming {
  /**
   * @param names the new names of blocks, by address
   * @param expressions what takes the place of an address in an expression
   * @param blocks what takes its place in `depends_on`
   */
  constructor(
    private readonly names: ReadonlyMap<string, string>,
    private readonly expressions: ReadonlyMap<string, string>,
    private readonly blocks: ReadonlyMap<string, string>,
  ) {}

  public section(section: string, value: Json): Json {
    switch (section) {
      case "resource":
      case "data":
      case "ephemeral":
        return mapMembers(value, (named, type) => {
          const prefix = section === "resource" ? type : `${section}.${type}`;
          return this.named(prefix, named, (body) => this.body(objectOf(body)));
        });
      case "module":
        return this.named("module", value, (bodies) => this.bodies(bodies, ["source", "version", "providers"]));
      case "locals":
        return this.named("local", value, (local) => this.value(local));
      case "output":
        return mapMembers(value, (bodies) => this.bodies(bodies, ["description"]));
      case "variable":
        return mapMembers(value, (bodies) => this.bodies(bodies, ["default", "description", "type"]));
      case "import":
        return eachBody(value, ({ to, ...others }) => ({ ...this.body(others), to: this.address(to) }));
      // Where blocks were is a matter of the past, and the next move goes on from there.
      case "moved":
      case "removed":
      case "terraform":
        return value;
      default:
        return this.value(value);
    }
  }

  private named(prefix: string, blocks: Json, change: (body: Json) => Json): JsonObject {
    const renamed = entries(blocks).map(([name, body]) => [this.names.get(`${prefix}.${name}`) ?? name, change(body)]);
    return Object.fromEntries(renamed);
  }

  private bodies(bodies: Json, literals: readonly string[]): Json {
    return eachBody(bodies, (body) => ({
      ...this.body(body),
      ...pickMembers(body, (name) => literals.includes(name)),
    }));
  }

  private body(body: JsonObject): JsonObject {
    return mapMembers(body, (value, name) => {
      switch (name) {
        case "depends_on":
          return isList(value)
            ? unique(value.map((one) => this.address(one, this.blocks)))
            : this.address(value, this.blocks);
        case "lifecycle":
          return eachBody(value, (lifecycle) =>
            mapMembers(lifecycle, (inner, key) =>
              key === "replace_triggered_by" ? this.address(inner) : this.value(inner),
            ),
          );
        default:
          return this.value(value);
      }
    });
  }

  /** Addresses, with or without `${}`. */
  private address(value: Json, replacements = this.expressions): Json {
    if (isList(value)) {
      return value.map((one) => this.address(one, replacements));
    }
    if (typeof value !== "string") {
      return value;
    }
    return isTemplate(value)
      ? renameBlocks(value, replacements)
      : renameBlocks(`\${${value}}`, replacements).slice(2, -1);
  }

  private value(value: Json): Json {
    if (typeof value === "string") {
      return this.text(value);
    }
    if (isList(value)) {
      return value.map((one) => this.value(one));
    }
    return isObject(value)
      ? Object.fromEntries(entries(value).map(([key, child]) => [this.text(key), this.value(child)]))
      : value;
  }

  private text(text: string): string {
    return renameBlocks(text, this.expressions);
  }
}

/** One body or a list of them. */
function eachBody(value: Json, change: (body: JsonObject) => JsonObject): Json {
  return isList(value) ? value.map((body) => change(objectOf(body))) : change(objectOf(value));
}

/** Each text once. */
function unique(values: readonly Json[]): Json {
  return [...new Set(values)];
}
