import { tmpdir } from "node:os";
import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { App, LocalBackend, TerraformStack, TerraformVariable } from "cdktf";
import type { IConstruct } from "constructs";
import { synthesize as synthesizeStack } from "../../packages/terraform-stack-tools/src/plan/plan";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";

/** Synthesized JSON, read by any path; what a path holds is for `expect` to judge. */
export interface JsonTree {
  readonly [key: string]: JsonTree;
}

/** An app that writes nothing until `synth()`. */
export function emptyApp(): App {
  return new App({ outdir: tmpdir(), stackTraces: false });
}

/** A stack with the three providers, as users have it. */
export function emptyStack(app = emptyApp(), id = "stack"): TerraformStack {
  const stack = new TerraformStack(app, id);
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  new AzureadProvider(stack, "azuread", { tenantId: "00000000-0000-0000-0000-000000000000" });
  new KubernetesProvider(stack, "kubernetes", { configPath: "kubeconfig" });
  return stack;
}

/** A stack whose class was compiled by another CDK, as jsii notes it. */
export function stackOf(cdk: string): TerraformStack {
  class OtherStack extends TerraformStack {}
  Object.defineProperty(OtherStack, Symbol.for("jsii.rtti"), { value: { fqn: `${cdk}.TerraformStack`, version: "1.0.0" } });
  return new (class OfUser extends OtherStack {})(emptyApp(), "prod");
}

/** The validated JSON of a stack in the order of cdktf, without metadata, for the suites of the tools. */
export function render(stack: TerraformStack): JsonObject {
  stack.prepareStack();
  stack.runAllValidations();
  return JSON.parse(JSON.stringify(stack.toTerraform()), (key, value) => (key === "//" ? undefined : value));
}

/** The JSON of a stack for people: the blocks are named without the hashes, which `stacks/synthesized.test.ts` covers. */
export function synthesize(stack: TerraformStack): JsonTree {
  const json = synthesizeStack(stack).toJSON();
  const names = hashedNames(json);
  return withNames(json, new Map(names.map((name) => [name, name.slice(0, -HASH_LENGTH)]))) as JsonTree;
}

const HASH_LENGTH = "_0123ABCD".length;

function hashedNames(json: JsonObject): string[] {
  return [json.resource, json.data, json.ephemeral]
    .flatMap((kind) => Object.values(objectOf(kind)))
    .flatMap((blocks) => Object.keys(objectOf(blocks)))
    .filter((name) => /_[0-9A-F]{8}$/.test(name));
}

function withNames(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") {
    return [...names].reduce((text, [name, short]) => text.split(name).join(short), value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => withNames(item, names));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [names.get(key) ?? key, withNames(item, names)]));
}

/** A variable that hides a text until plan. */
export function variable(stack: TerraformStack, name: string): string {
  return new TerraformVariable(stack, name, { type: "string", sensitive: name.includes("password") }).stringValue;
}

/** A variable that hides a list of texts until plan. */
export function listVariable(stack: TerraformStack, name: string): string[] {
  return new TerraformVariable(stack, name, { type: "list(string)" }).listValue;
}

/** The warnings of a construct tree, as `cdktf` prints them. */
export function warnings(root: IConstruct): string[] {
  return root.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => `[${node.path}] ${data}`),
    );
}

/** The complaints of a stack's validation. */
export function validationErrors(stack: TerraformStack): string[] {
  return stack.node.findAll().flatMap(({ node }) => node.validate().map((message) => `[${node.path}] ${message}`));
}

/** The end of a message about a property that no other entry of docs/errors.md is about. */
export const SEE_RULES = "; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#property-rules";

/** An error about a property that suggests a repair. The full texts of the rules are asserted in `private/text-rules.test.ts`. */
export function complaint(property: string, repair = ""): RegExp {
  const [start, end] = [property, repair].map((text) => text.replace(/[^\w\s]/g, "\\$&"));
  return new RegExp(`${start} must (?!undefined).*; .*${end}`, "s");
}
