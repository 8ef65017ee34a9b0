import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PROJECT = join(__dirname, "../..");

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
  /** The heading above it. */
  readonly title: string;
  readonly code: string;
  /** The file that it is, where it is no lines of a stack. */
  readonly file?: string;
}

/** The TypeScript of the README and of docs/. */
export function snippets(): Snippet[] {
  const entries = readdirSync(join(PROJECT, "docs"), { recursive: true, encoding: "utf8" });
  const pages = entries.filter((entry) => entry.endsWith(".md")).map((page) => join("docs", page));
  return ["README.md", ...pages].flatMap(snippetsOf);
}

function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(PROJECT, page), "utf8");
  return [...text.matchAll(/^```typescript(?: file=(\S+))?\n([\s\S]*?)^```$/gm)].map((match) => ({
    title: [...text.slice(0, match.index).matchAll(/^##+ (.*)$/gm)].pop()?.[1] ?? "",
    code: match[2],
    file: match[1],
  }));
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
