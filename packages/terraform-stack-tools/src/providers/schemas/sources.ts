import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { onDisk, PlanError, Refusal } from "../../shared/refusal";
import {
  entries,
  grouped,
  isObject,
  type Json,
  type JsonObject,
  lookUp,
  objectOf,
  quoted,
  textOf,
} from "../../stack/json";
import { jsonIn } from "../../stack/json-text";
import { type RequiredProvider, withoutDefaultHost } from "../../stack/stack";
import {
  type BlockSchema,
  type InstalledProvider,
  initializedFolder,
  installedProviders,
  providerSchema,
  typeSchemas,
} from "../initialized-folder";
import { compareVersions, terraformBinary } from "../terraform-binary";
import {
  type Answer,
  type BodySchema,
  blockBody,
  isGap,
  isSameProvider,
  KnownSchemas,
  kindOf,
  providerType,
  type SchemaSource,
} from "./known-schemas";

/** Where the schemas for HCL are. */
interface SchemaOptions {
  /** Files with what `terraform providers schema -json` prints. */
  readonly schemas: readonly string[];
  /** Whether to download the providers of types that are not known otherwise, and to ask them. */
  readonly init: boolean;
  /** `terraform`, `tofu` or a path. */
  readonly binary?: string;
  /** Called with each line of progress. */
  readonly onProgress: (line: string) => void;
}

/**
 * The schemas for stacks in a folder, from whatever has them, in the order in which it counts.
 * @param shipped those of this package
 */
export function knownSchemas(folder: string, shipped: SchemaSource, options: SchemaOptions): KnownSchemas {
  const asked = options.init ? [initializedSchemas(options)] : [];
  return new KnownSchemas([...options.schemas.map(printedSchemas), bindingSchemas(folder), shipped, ...asked]);
}

/** The schemas of the providers themselves, each of which is downloaded at the first question about it. */
function initializedSchemas({ binary, onProgress }: SchemaOptions): SchemaSource {
  const installed = new Map<string, InstalledProvider | undefined>();
  return {
    find: (type, provider) => {
      const requirement = `${provider.source} ${provider.version}`.trim();
      if (!installed.has(requirement)) {
        onProgress(`init of the provider ${quoted(requirement)}, for its schema`);
        installed.set(requirement, installedOf(provider, binary));
      }
      const own = installed.get(requirement);
      if (own === undefined) {
        return undefined;
      }
      const origin = `the provider ${withoutDefaultHost(own.address)} ${own.version}`;
      const { kind, name } = kindOf(type);
      const schema = kind === "provider" ? providerSchema(own.schemas).provider : typeSchemas(own.schemas)(kind, name);
      return schema === undefined
        ? { gap: `${origin} has no such type` }
        : { body: blockBody(schema.block), origin, version: own.version };
    },
  };
}

/** One provider alone, so that another one that cannot be had does not hide it. Nothing of the stack is run. */
function installedOf({ name, source, version }: RequiredProvider, binary?: string): InstalledProvider | undefined {
  const requirement: JsonObject = version === "" ? { source } : { source, version };
  try {
    const terraform = { required_providers: { [name]: requirement } };
    const folder = initializedFolder(terraformBinary(binary), { terraform });
    return installedProviders(folder).find(({ address }) => isSameProvider(source, address));
  } catch (error) {
    throw error instanceof PlanError
      ? new Refusal(`--init cannot read the schema of ${quoted(source)}: ${error.message}`)
      : error;
  }
}

/**
 * The schemas in a file with what `terraform providers schema -json` prints.
 * @throws Refusal where the file is something else
 */
export function printedSchemas(file: string): SchemaSource {
  const origin = `the file ${quoted(file)}`;
  const schemas = entries(readSchemas(file));
  return {
    find: (type, { source }) => {
      const provider = schemas.find(([address]) => isSameProvider(source, address))?.[1];
      if (provider === undefined) {
        return undefined;
      }
      const { kind, name } = kindOf(type);
      const types = objectOf(objectOf(provider)[`${kind}_schemas`]);
      const schema = kind === "provider" ? objectOf(provider).provider : lookUp(types, name);
      const block = objectOf(schema).block;
      return isBlockSchema(block) ? { body: blockBody(block), origin } : { gap: `${origin} has no such type` };
    },
  };
}

function readSchemas(file: string): Json | undefined {
  const text = onDisk(file, () => {
    if (!statSync(file).isFile()) {
      throw new Refusal(`${quoted(file)} is not a file; ${PRINT}.`);
    }
    return readFileSync(file, "utf8");
  });
  const { provider_schemas: schemas } = objectOf(jsonIn(text));
  if (!isObject(schemas)) {
    throw new Refusal(`${quoted(file)} has no provider_schemas; ${PRINT}.`);
  }
  return schemas;
}

const PRINT = "give what `terraform providers schema -json` prints in an initialized folder";

/** The file is a user's, so its parts may be anything. */
function isBlockSchema(value: Json | undefined): value is Json & BlockSchema {
  if (!isObject(value)) {
    return false;
  }
  const { attributes = {}, block_types = {} } = value;
  return (
    isObject(attributes) &&
    Object.values(attributes).every(isObject) &&
    isObject(block_types) &&
    Object.values(block_types).every((nested) => isBlockSchema(objectOf(nested).block))
  );
}

/**
 * Whether the schemas of a version of a provider serve for a constraint such as `4.50.0` or `>= 3.0, < 5.0`. An exact
 * version and `~>` mean every version that should be compatible with it: of the same major version, or below 1.0.0 of
 * the same minor one.
 */
export function fits(version: string, constraint: string): boolean {
  return constraint.split(",").every((condition) => allows(condition.trim(), version));
}

function allows(condition: string, version: string): boolean {
  const [, operator, named] = /^(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+)*)/.exec(condition) ?? [];
  if (named === undefined) {
    return condition === "";
  }
  const order = compareVersions(version, named);
  switch (operator) {
    case ">=":
      return order >= 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    case "<":
      return order < 0;
    case "!=":
      return order !== 0;
    default:
      return compatibleLine(named) === compatibleLine(version);
  }
}

/** `4` of `4.55.0`, `0.13` of `0.13.1`. */
function compatibleLine(version: string): string {
  const [major, minor] = version.split(".");
  return major === "0" ? `0.${minor}` : major;
}

/** The provider that bindings are made from. */
interface BindingOrigin {
  /** Such as `hashicorp/aws`, or the name alone. */
  readonly source: string;
  /** Empty where nothing tells it. */
  readonly version: string;
}

/** The folder with the bindings for a provider. */
class BindingFiles {
  /** The files of this folder and those below, by the name without its ending. */
  private known?: ReadonlyMap<string, readonly string[]>;

  constructor(public readonly root: string) {}

  /** The declarations of a type, from a folder of its own or, up to cdktf 0.15, from a file below a service's folder. */
  public declarations(names: readonly string[]): string[] {
    return names.flatMap((name) => {
      const own = textBelow(join(this.root, name));
      return own === undefined ? (this.files.get(name) ?? []).map(textOfFile) : [own];
    });
  }

  /** What is stated beside the declarations, which name no version up to cdktf 0.15. */
  public origin(provider: string): BindingOrigin {
    const { provider: packaged } = objectOf(jsonFile(join(this.root, "../package.json")).cdktf);
    const { name, version } = objectOf(packaged);
    if (name !== undefined) {
      return { source: withoutHost(textOf(name)), version: textOf(version) };
    }
    // `cdktf get` lists the versions beside the folders of providers.
    const all = Object.entries(jsonFile(join(this.root, "../../versions.json")));
    const generated = all.find(([address]) => address.endsWith(`/${provider}`) && isSameProvider(provider, address));
    return generated === undefined
      ? { source: provider, version: "" }
      : { source: withoutHost(generated[0]), version: textOf(generated[1]) };
  }

  private get files(): ReadonlyMap<string, readonly string[]> {
    this.known ??= grouped(declarationsIn(this.root), (file) => basename(file).replace(/(\.d)?\.ts$/, ""));
    return this.known;
  }
}

function withoutHost(address: string): string {
  return address.split("/").slice(-2).join("/");
}

/** A file with the structures in a folder of the same name. */
function textOfFile(file: string): string {
  const stem = file.replace(/(\.d)?\.ts$/, "");
  const text = readFileSync(file, "utf8");
  const type = /tfResourceType(: string)? = "/.test(text) ? "" : typeInCode(textIn(`${stem}.js`));
  return [text, type, textBelow(`${stem}-structs`) ?? ""].join("\n");
}

/** Up to cdktf 0.9, only the code has the name of the type. It is read, not executed. */
function typeInCode(code: string): string {
  const [, type] = /(?:^\w+\.tfResourceType = "|^ *terraformResourceType: ')([^"']+)["']/m.exec(code) ?? [];
  return type === undefined ? "" : `tfResourceType = "${type}"`;
}

/** All declarations of a folder: large types have their structures in files of their own. */
function textBelow(folder: string): string | undefined {
  if (!isFolder(folder)) {
    return undefined;
  }
  return declarationsIn(folder)
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
}

function declarationsIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => join(folder, name));
}

function textIn(file: string): string {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file, "utf8") : "";
}

/** Empty where there is no such file, or another one than expected. */
function jsonFile(file: string) {
  return objectOf(jsonIn(textIn(file)));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What the text of the bindings for one type says. */
interface DeclaredType {
  /** As the addresses of resources and data sources begin, without `data.`; of a provider's configuration its name. */
  readonly type: string;
  /** The provider that the bindings are made from. Up to cdktf 0.15 they do not say it. */
  readonly origin?: BindingOrigin;
  readonly body: BodySchema;
  /** Whether something in it is left out. */
  readonly isPartial: boolean;
}

interface Member {
  readonly isBlock: boolean;
  readonly isRequired: boolean;
  /** The type in TypeScript, such as `string` or `SubnetDelegation[] | cdktf.IResolvable`. */
  readonly declared: string;
}

type Interfaces = ReadonlyMap<string, ReadonlyMap<string, Member>>;

/**
 * Reads the declarations that cdktf generates for one type: its interfaces give each argument's type, and their comments
 * the argument's name in Terraform and whether it is a block. Undefined where the text is something else.
 */
export function declaredType(text: string): DeclaredType | undefined {
  const type = /tfResourceType(?:: string)? = "([^"]+)"/.exec(text)?.[1];
  const root = /constructor\(scope: Construct, id: string, config\??: (\w+)/.exec(text)?.[1];
  const [, source, version] = PROVIDER.exec(text) ?? [];
  const interfaces = interfacesIn(text);
  const isOld = OLD.test(text);
  if (type === undefined || root === undefined || !interfaces.has(root) || (source === undefined && !isOld)) {
    return undefined;
  }
  const isPartial = [...interfaces.values()].some((one) =>
    [...one.values()].some(({ declared }) => declared === LEFT_OUT),
  );
  const origin = source === undefined ? undefined : { source, version };
  return { type, isPartial, ...(origin && { origin }), body: bodyOf(root, interfaces) };
}

/** In the links to the provider's documentation. */
const PROVIDER = /\/\/registry\.terraform\.io\/providers\/([-\w]+\/[-\w]+)\/([-\w.]+)\/docs/;

/** In the comments of bindings up to cdktf 0.15: links without a version, and before that none. */
const OLD = /\/\/www\.terraform\.io\/docs\/providers\/|@stability stable/;

function bodyOf(name: string, interfaces: Interfaces): BodySchema {
  const members = interfaces.get(name);
  return {
    blockOf: (argument) => {
      const member = members?.get(argument);
      const struct = /^\w+/.exec(member?.declared ?? "")?.[0] ?? "";
      return member?.isBlock ? bodyOf(struct, interfaces) : undefined;
    },
    takesCollection: (argument) => {
      const member = members?.get(argument);
      return member !== undefined && !member.isBlock && !SCALAR.test(member.declared);
    },
    isRequired: (argument) => members?.get(argument)?.isRequired === true,
    isLeftOut: (argument) => members?.get(argument)?.declared === LEFT_OUT,
  };
}

const SCALAR = /^(string|number|boolean|any)\b(?!\[)/;

/** What cdktf declares where it leaves out what is below, as of the statements in the rules of AWS WAFv2. */
const LEFT_OUT = "any";

function interfacesIn(text: string): Interfaces {
  const interfaces = new Map<string, Map<string, Member>>();
  let members = new Map<string, Member>();
  let block: string | undefined;
  let argument: string | undefined;
  for (const line of text.split("\n").map((one) => one.trim())) {
    const name = /^export interface (\w+)/.exec(line)?.[1];
    const [, property = "", optional, declared] = /^readonly (\w+)(\??): (.+?);?$/.exec(line) ?? [];
    if (name !== undefined) {
      members = new Map();
      interfaces.set(name, members);
    } else if (declared !== undefined) {
      // Up to cdktf 0.8 nothing but the property tells the argument.
      const own = argument ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      members.set(own, { isBlock: block === own, isRequired: optional === "", declared });
      block = undefined;
      argument = undefined;
    } else {
      block = /^\* (\w+) block\.?$/.exec(line)?.[1] ?? block;
      argument = /^\* Docs at Terraform Registry: .*#(\w+)\}$/.exec(line)?.[1] ?? argument;
    }
  }
  return interfaces;
}

/**
 * The schemas that cdktf generated bindings from, in `node_modules` and `.gen` of a folder and of those above it. Their
 * text is read, nothing of it is executed.
 */
export function bindingSchemas(folder: string): SchemaSource {
  const known = new Map<string, readonly BindingFiles[]>();
  return {
    find: (type, provider) => {
      const names = [...new Set([providerType(provider.source), provider.name])];
      const key = names.join();
      const roots = known.get(key) ?? bindingsNear(folder, names).map((root) => new BindingFiles(root));
      known.set(key, roots);
      const answers = roots.map((files) => answerOf(files, type, provider));
      return answers.find((answer) => answer !== undefined && !isGap(answer)) ?? answers.find(isGap);
    },
  };
}

/** The folders with the bindings for one of these names, the nearest first. */
function bindingsNear(folder: string, names: readonly string[]): string[] {
  const places = (name: string) => [
    join(folder, ".gen", "providers", name),
    ...["@cdktf", "@cdktn"].map((scope) => join(folder, "node_modules", scope, `provider-${name}`, "lib")),
  ];
  // The names are from the input, and must not lead anywhere else.
  const own = names
    .filter((name) => /^\w[-\w]{0,63}$/.test(name))
    .flatMap(places)
    .filter(isFolder);
  const above = dirname(folder);
  return above === folder ? own : [...own, ...bindingsNear(above, names)];
}

function answerOf(files: BindingFiles, type: string, provider: RequiredProvider): Answer | undefined {
  const { kind, name } = kindOf(type);
  const own = providerType(provider.source);
  const expected = kind === "provider" ? own : name;
  const texts = files.declarations(namesOf(type, own));
  const declared = texts.map((text) => declaredType(text)).find((one) => one?.type === expected);
  if (declared === undefined) {
    return texts.length === 0
      ? undefined
      : { gap: `the bindings in ${quoted(files.root)} have it in a form that is not known; give them with --schemas` };
  }
  const { source, version } = declared.origin ?? files.origin(own);
  const origin = `the bindings in ${quoted(files.root)}, made from ${`${source} ${version}`.trim()}`;
  const isMeant = isSameProvider(provider.source, `registry.terraform.io/${source}`) || source === own;
  return isMeant && (version === "" || fits(version, provider.version))
    ? { body: declared.body, origin, isPartial: declared.isPartial, ...(version === "" ? {} : { version }) }
    : { gap: `${origin}, are not for ${quoted(`${provider.source} ${provider.version}`)}` };
}

/** The names that cdktf may have given a type. It changes those that are words of a language, such as `string`. */
function namesOf(type: string, provider: string): string[] {
  const { kind, name } = kindOf(type);
  if (kind === "provider") {
    return ["provider", `${provider}-provider`];
  }
  if (kind === "ephemeral_resource") {
    // cdktf generates none, and a resource has the same name.
    return [];
  }
  const own = name.startsWith(`${provider}_`) ? name.slice(provider.length + 1) : name;
  const folder = (kind === "data_source" ? `data_${name}` : own).split("_").join("-");
  return /^[a-z0-9-]{1,100}$/i.test(folder) ? [folder, `${folder}-resource`] : [];
}
