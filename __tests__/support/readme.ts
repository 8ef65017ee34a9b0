import { join } from "node:path";
import { transformSync } from "@swc/core";
import type { TerraformStack } from "cdktf";
import { pages } from "./pages";
import { emptyApp } from "./stack";

const SOURCE = join(__dirname, "../../src");

/** What is around the lines of a stack, under names that no snippet has. */
const IMPORTS = `
import { AzureadProvider as Azuread } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider as Azurerm } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider as Kubernetes } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack as Stack } from "cdktf";
import { Construct as Scope } from "constructs";
`;

/** Those that a snippet has itself are left out. */
const PROVIDERS: Readonly<Record<string, string>> = {
  "AzurermProvider(": `new Azurerm(this, "azurerm", { features: [{}] });`,
  "AzureadProvider(": `new Azuread(this, "azuread");`,
  "KubernetesProvider(": `new Kubernetes(this, "kubernetes");`,
};

/** An import at the top of a snippet. */
export const IMPORT = /^(import (?:type )?\{ [^}]+ \} from "[^"]+";)\n/gm;

export interface Snippet {
  /** The page that it is in. */
  readonly page: string;
  /** The heading above it. */
  readonly title: string;
  readonly code: string;
  /** The file that it is, where it is no lines of a stack. */
  readonly file?: string;
}

/** The page whose first snippet stands above each of the others. */
export const COMMANDS = "docs/reference/commands.md";

/** The TypeScript of the README and of docs/. */
export function snippets(): Snippet[] {
  return pages().flatMap(({ path, fences }) => {
    const all = fences
      .filter(({ language }) => language === "typescript")
      .map(({ heading, code, file }) => ({ page: path, title: heading, code, file }));
    return path === COMMANDS ? all.slice(1).map((snippet) => ({ ...snippet, code: `${all[0].code}${snippet.code}` })) : all;
  });
}

/** A module that exports the snippet as a stack, with its own imports and the public names at hand, and no others. */
export function stackModule({ code }: Snippet, names: string[], packageName: string): string {
  const imports = [...code.matchAll(IMPORT)].map(([, statement]) => `${statement}\n`).join("");
  const declared = code.split(/^(?=.*= new \w+Provider\()/m).filter((part) => !/^[^;]*\balias:/.test(part));
  const providers = Object.entries(PROVIDERS).flatMap(([own, line]) =>
    declared.some((part) => part.includes(own)) ? [] : [`\n    ${line}`],
  );
  const indented = code.replace(IMPORT, "").replace(/^/gm, "    ");
  return `${IMPORTS}${imports}import { ${names.join(", ")} } from "${packageName}";
export class Snippet extends Stack {
  constructor(scope: Scope, id: string) {
    super(scope, id);${providers.join("")}
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
  return stackIn(moduleOf(snippet));
}

/** The stack of the first class that a module exports. */
export function stackIn(text: string): TerraformStack {
  const { code } = transformSync(text, {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  const module: { exports: Record<string, StackClass> } = { exports: {} };
  new Function("require", "module", "exports", code)(require, module, module.exports);
  const [Stack] = Object.values(module.exports);
  return new Stack(emptyApp(), "stack");
}
