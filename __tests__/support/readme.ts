import { join } from "node:path";
import { transformSync } from "@swc/core";
import type { TerraformStack } from "cdktf";
import { pages } from "./pages";
import { emptyApp } from "./stack";

const SOURCE = join(__dirname, "../../src");

const IMPORTS = `
import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { PodV1 } from "@cdktf/provider-kubernetes/lib/pod-v1";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { App, AzurermBackend, TerraformIterator, TerraformOutput, TerraformResource, TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
`;

const PROVIDERS = `
    new AzurermProvider(this, "azurerm", { features: [{}] });
    new AzureadProvider(this, "azuread");`;

const KUBERNETES_PROVIDER = `
    new KubernetesProvider(this, "kubernetes");`;

export interface Snippet {
  /** The page that it is in. */
  readonly page: string;
  /** The heading above it. */
  readonly title: string;
  readonly code: string;
  /** The file that it is, where it is no lines of a stack. */
  readonly file?: string;
}

/** The TypeScript of the README and of docs/. */
export function snippets(): Snippet[] {
  return pages().flatMap(({ path, fences }) =>
    fences
      .filter(({ language }) => language === "typescript")
      .map(({ heading, code, file }) => ({ page: path, title: heading, code, file })),
  );
}

/** A module that exports the snippet as a stack, with the public names at hand. */
export function stackModule({ code }: Snippet, names: string[], packageName: string): string {
  const indented = code.replace(/^/gm, "    ");
  return `${IMPORTS}import { ${names.join(", ")} } from "${packageName}";
export class Snippet extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);${PROVIDERS}${code.includes("KubernetesProvider(") ? "" : KUBERNETES_PROVIDER}
${indented}
  }
}
`;
}

/** The classes and enums that the package exports. */
export function publicNames(): string[] {
  return Object.keys(require("../../src"));
}

/** The snippet as a module that imports the sources instead of the package. */
export function moduleOf(snippet: Snippet): string {
  return snippet.file
    ? snippet.code.replace(/"cdktf-acr-aks(\/\w+)?"/g, `"${SOURCE}$1"`)
    : stackModule(snippet, publicNames(), SOURCE);
}

/** Whether the snippet is a stack, by itself or as lines of one. */
export function hasStack({ code, file }: Snippet): boolean {
  return file === undefined || code.includes("export class");
}

type StackClass = new (scope: unknown, id: string) => TerraformStack;

/** The stack that the snippet describes. */
export function stackOf(snippet: Snippet): TerraformStack {
  const { code } = transformSync(moduleOf(snippet), {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  const module: { exports: Record<string, StackClass> } = { exports: {} };
  new Function("require", "module", "exports", code)(require, module, module.exports);
  const [Stack] = Object.values(module.exports);
  return new Stack(emptyApp(), "stack");
}
