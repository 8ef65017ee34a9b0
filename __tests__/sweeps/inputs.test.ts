import { TerraformOutput, type TerraformStack } from "cdktf";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import * as product from "../../src";
import { assembly, type Member, type TypeDeclaration, type TypeReference } from "../support/assembly";
import { EXAMPLES, type Example, ISSUER, SUBJECTS } from "../support/right-values";
import { emptyStack, render } from "../support/stack";
import { mayBeTaken, NOTHING, TOKEN, type WrongValue, wrongValues } from "../support/wrong-values";

// What jsii knows about the package: a class, a method or a property that is added later is covered by itself, once
// EXAMPLES has what it requires.
const ASSEMBLY = assembly();
const { name: PACKAGE } = assembly();

type Arguments = Record<string, unknown>;

/** What stands beside a property that excludes some of the others. */
const BESIDE: Readonly<Record<string, Example>> = {
  "new PullIdentity: application": () => ({ issuerUrl: ISSUER, subjects: SUBJECTS }),
  "new PullIdentity: existingIdentity": () => ({ issuerUrl: ISSUER, subjects: SUBJECTS }),
};

/** A place where a caller passes a value: an argument, or a property of one, however deep. */
interface Slot {
  readonly title: string;
  /** The name that an error must mention. */
  readonly name: string;
  readonly type: TypeReference;
  readonly optional: boolean;
  /** Calls with a value in this place, or with the place left out. */
  call(stack: TerraformStack, value?: Value): unknown;
}

type Value = { readonly value: unknown };

/** A constructor, a static factory or a method. */
interface Door {
  readonly title: string;
  readonly parameters: readonly Member[];
  open(stack: TerraformStack, given: readonly unknown[]): unknown;
}

const CONTEXT: Readonly<Record<string, Example>> = { scope: (stack) => stack, id: () => "subject" };

function doors(): Door[] {
  const classes = Object.values(ASSEMBLY.types).filter(({ kind }) => kind === "class");
  return classes.flatMap((declaration) => [...constructorsOf(declaration), ...methodsOf(declaration)]);
}

function constructorsOf({ name, abstract, initializer }: TypeDeclaration): Door[] {
  if (!initializer || abstract) {
    return [];
  }
  const create = (_stack: TerraformStack, given: readonly unknown[]) => Reflect.construct(publicClass(name), given);
  return [{ title: `new ${name}`, parameters: initializer.parameters ?? [], open: create }];
}

function methodsOf({ name, methods = [] }: TypeDeclaration): Door[] {
  return methods.map((method) => ({
    title: `${name}.${method.name}`,
    parameters: method.parameters ?? [],
    open: (stack, given) => {
      const owner = method.static ? publicClass(name) : Reflect.construct(publicClass(name), instanceArguments(stack, name));
      return Reflect.get(owner, method.name).apply(owner, given);
    },
  }));
}

function publicClass(name: string): new (...given: unknown[]) => object {
  return Reflect.get(product, name);
}

function instanceArguments(stack: TerraformStack, name: string): unknown[] {
  return [stack, "instance", example(stack, `${name}Props`)];
}

function example(stack: TerraformStack, name: string): unknown {
  const make = EXAMPLES[name];
  if (!make) {
    throw new Error(`no example of ${name}: add one to EXAMPLES`);
  }
  return make(stack);
}

function slotsOf({ title, parameters, open }: Door): Slot[] {
  return parameters.flatMap((parameter, index) => {
    if (parameter.name in CONTEXT) {
      return [];
    }
    const call = (stack: TerraformStack, value?: Value) => {
      const given = parameters.slice(0, value ? undefined : index).map((other, position) => {
        if (position === index) {
          return value?.value;
        }
        return CONTEXT[other.name]?.(stack) ?? example(stack, nameOf(other.type));
      });
      return open(stack, given);
    };
    const { name, type, optional = false } = parameter;
    return [{ title: `${title}: ${name}`, name, type, optional, call }, ...nested(title, type, call)];
  });
}

/** The properties of a struct or of the structs of a list, in whose right values the wrong one is put. */
function nested(title: string, type: TypeReference, callWith: Slot["call"]): Slot[] {
  if (type.collection?.kind === "array") {
    return nested(title, type.collection.elementtype, (stack, value) => callWith(stack, value && { value: [value.value] }));
  }
  if (!declarationOf(type)?.datatype) {
    return [];
  }
  return propertiesOf(type).flatMap((property) => {
    const beside = BESIDE[`${title}: ${property.name}`] ?? ((stack) => example(stack, nameOf(type)));
    const call = (stack: TerraformStack, value?: Value) => {
      const { [property.name]: _, ...others } = beside(stack) as Arguments;
      return callWith(stack, { value: value ? { ...others, [property.name]: value.value } : others });
    };
    const { name, optional = false } = property;
    return [
      { title: `${title}: ${name}`, name, type: property.type, optional, call },
      ...nested(`${title}: ${name}`, property.type, call),
    ];
  });
}

function declarationOf({ fqn = "" }: TypeReference): TypeDeclaration | undefined {
  return ASSEMBLY.types[fqn];
}

function nameOf({ fqn = "" }: TypeReference): string {
  return fqn.replace(`${PACKAGE}.`, "");
}

function propertiesOf(type: TypeReference): Member[] {
  const { properties = [], interfaces = [] } = declarationOf(type) ?? { name: "", kind: "interface" };
  return [...properties, ...interfaces.flatMap((fqn) => propertiesOf({ fqn }))];
}

/** Labels of Kubernetes, and so the taints of its nodes, have empty values. */
const MAY_BE_EMPTY = ["new PullCheck: tolerations: value"];

/** Only identities of service accounts use it. */
const USED_LATER = [
  "AksCluster.fromClusterAttributes: clusterId",
  "AksCluster.fromClusterAttributes: oidcIssuerUrl",
  "new AksCluster: controlPlaneIdentity: tenantId",
  "new AksCluster: kubeletIdentity: tenantId",
  "new AksServiceAccountImagePull: defaultIdentity: tenantId",
];

const SENTENCE = /^(\[stack\b[^\]]*\]|\w+\.\w+:) .* must .*; .*; see https:\/\/[^ ]+\/docs\/errors\.md#[a-z-]+$/s;

/** What is wrong with how a value in a place was answered. */
function faultOf(slot: Slot, wrong: WrongValue): string | undefined {
  const stack = emptyStack();
  let json: JsonObject;
  try {
    use(stack, slot.call(stack, { value: wrong.make(stack) }));
    json = render(stack);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Of a struct as a whole, the first property that is missing may be named.
    const isSentence = SENTENCE.test(message) && (message.includes(slot.name) || declarationOf(slot.type)?.datatype);
    return isSentence ? undefined : `${error instanceof TypeError ? "TypeError" : "foreign"}: ${message.split("\n")[0]}`;
  }
  const isEmpty = wrong.title === "an empty text" && MAY_BE_EMPTY.includes(slot.title);
  if (!isEmpty && !mayBeTaken(ASSEMBLY, slot.type, slot.optional, wrong)) {
    return "silently accepted";
  }
  const { variable: _, ...others } = json;
  if (wrong.isToken && !USED_LATER.includes(slot.title) && !JSON.stringify(others).includes(`var.${TOKEN}`)) {
    return "silently accepted: the token is nowhere";
  }
  if (NOTHING.includes(wrong.title) && JSON.stringify(json) !== JSON.stringify(without(slot))) {
    return "not the same as leaving it out";
  }
  return faultIn(json);
}

function without(slot: Slot): JsonObject {
  const stack = emptyStack();
  use(stack, slot.call(stack));
  return render(stack);
}

/** What some doors return is synthesized only once somebody uses it. */
function use(stack: TerraformStack, result: unknown): void {
  const used = [
    "registryId",
    "loginServer",
    "username",
    "password",
    "principalId",
    "writeOnlyRevision",
    "secretName",
    "serviceAccountName",
    "namespaces",
  ];
  const values = used.map((name) => Object(result)[name]).filter((value) => value !== undefined);
  new TerraformOutput(stack, "used", { value: values, sensitive: true });
}

/** What Terraform would refuse, or send elsewhere, in whatever was synthesized. */
function faultIn({ resource, data }: JsonObject): string | undefined {
  for (const [type, blocks] of Object.entries({ ...objectOf(data), ...objectOf(resource) })) {
    for (const { provider, for_each, lifecycle } of Object.values<Arguments>(Object(blocks))) {
      if (provider !== undefined && !type.startsWith(`${String(provider).split(".")[0]}_`)) {
        return `silently accepted: ${type} by the provider ${provider}`;
      }
      const { prevent_destroy, create_before_destroy } = Object(lifecycle);
      if ([prevent_destroy, create_before_destroy].some((setting) => typeof setting === "string")) {
        return "silently accepted: Terraform wants a literal in lifecycle";
      }
      if (for_each !== undefined && Object(lifecycle).postcondition !== undefined) {
        return "a condition on `self` of several instances hides why one could not be created";
      }
    }
  }
  return undefined;
}

const SLOTS = doors().flatMap(slotsOf);

test("every struct of the package is tried in some place", () => {
  const structs = Object.entries(ASSEMBLY.types).filter(([, { datatype }]) => datatype);
  const properties = structs.flatMap(([fqn, { properties = [] }]) => properties.map(({ name }) => `${fqn}.${name}`));
  const places = new Set(SLOTS.map(({ title }) => title.split(": ").at(-1)));
  expect(properties.filter((property) => !places.has(property.split(".").at(-1)))).toEqual([]);
});

describe.each(SLOTS)("$title", (slot) => {
  test("answers a wrong value with a sentence, and takes what has a meaning", () => {
    const answers = wrongValues(ASSEMBLY, slot.type).map((wrong) => [wrong.title, faultOf(slot, wrong)]);
    expect(answers.filter(([, fault]) => fault !== undefined)).toEqual([]);
  });
});
