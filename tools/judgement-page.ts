import lines from "../packages/terraform-stack-tools/src/knowledge/judgement/judged.json";
import { page } from "./page";

export const JUDGEMENT_PAGE = "docs/tools/not-judged.md";

const SOURCE =
  "https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/packages/terraform-stack-tools/src/knowledge/judgement/judged.json";

/** The kinds that are judged as a whole, outside of the providers whose kinds have lines of their own. */
export function judgementPage(): string {
  const others = lines.filter(({ kind }) => !PROVIDERS.includes(providerOf(kind)));
  const unjudged = others.filter(({ verdict }) => verdict === "not judged").map(({ kind }) => `\`${kind}\``);
  const harmless = others.filter(({ kind, verdict }) => /^\w+_\*$/.test(kind) && verdict === "harmless");
  const names = harmless.map(({ kind }) => kind.slice(0, -2));
  return page("not-judged.md", { source: SOURCE, unjudged: unjudged.join(", "), harmless: names.join(", ") });
}

const PROVIDERS = ["azurerm", "azuread", "azapi", "kubernetes"];

function providerOf(kind: string): string {
  return kind.replace(/^(data|ephemeral)\./, "").split("_")[0];
}
