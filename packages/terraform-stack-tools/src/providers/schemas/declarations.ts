import type { BindingOrigin } from "./binding-files";
import type { BodySchema } from "./body-schema";

/** What the text of the bindings for one type says. */
export interface DeclaredType {
  /** As the addresses of resources and data sources begin, without `data.`; of a provider's configuration its name. */
  readonly type: string;
  /** The provider that the bindings are made from. Up to cdktf 0.15 they do not say it. */
  readonly origin?: BindingOrigin;
  readonly body: BodySchema;
}

interface Member {
  readonly isBlock: boolean;
  readonly isRequired: boolean;
  /** The type in TypeScript, such as `string` or `SubnetDelegation[] | cdktf.IResolvable`. */
  readonly declared: string;
  /** What its comment says; empty where it says nothing. */
  readonly text: string;
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
  return { type, ...(source === undefined ? {} : { origin: { source, version } }), body: bodyOf(root, interfaces) };
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
      return member?.isBlock ? bodyOf(structOf(member), interfaces) : undefined;
    },
    takesCollection: (argument) => {
      const member = members?.get(argument);
      return member !== undefined && !member.isBlock && !SCALAR.test(member.declared);
    },
    isRequired: (argument) => members?.get(argument)?.isRequired === true,
    describe: (argument) => members?.get(argument)?.text || undefined,
  };
}

/** `any` is what cdktf declares where it leaves out what is below. */
const SCALAR = /^(string|number|boolean|any)\b(?!\[)/;

function structOf({ declared }: Member): string {
  return /^\w+/.exec(declared)?.[0] ?? "";
}

function interfacesIn(text: string): Interfaces {
  const interfaces = new Map<string, Map<string, Member>>();
  let members = new Map<string, Member>();
  let block: string | undefined;
  let argument: string | undefined;
  let words: string[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    const name = /^export interface (\w+)/.exec(line)?.[1];
    const [, property = "", optional, declared] = /^readonly (\w+)(\??): (.+?);?$/.exec(line) ?? [];
    if (name !== undefined) {
      members = new Map();
      interfaces.set(name, members);
    } else if (declared !== undefined) {
      // Up to cdktf 0.8 nothing but the property tells the argument.
      const own = argument ?? snakeCase(property);
      members.set(own, { isBlock: block === own, isRequired: optional === "", declared, text: words.join(" ") });
      block = undefined;
      argument = undefined;
      words = [];
    } else if (line === "/**") {
      words = [];
    } else {
      block = /^\* (\w+) block\.?$/.exec(line)?.[1] ?? block;
      const documented = /^\* Docs at Terraform Registry: .*#(\w+)\}$/.exec(line)?.[1];
      // What follows the link is about the bindings.
      words = argument === undefined && documented === undefined ? [...words, ...wordsIn(line)] : words;
      argument = documented ?? argument;
    }
  }
  return interfaces;
}

/** A line of a comment, without what is meant for tools. */
function wordsIn(line: string): string[] {
  const [, text = ""] = /^\* (.+)$/.exec(line) ?? [];
  return text === "" || /^@|\{@link| block\.?$/.test(text) ? [] : [text];
}

function snakeCase(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
