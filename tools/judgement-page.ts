import lines from "../packages/terraform-stack-tools/src/knowledge/judgement/judged.json";
import { table } from "../packages/terraform-stack-tools/src/shared/words";
import { page } from "./page";

export const JUDGEMENT_PAGE = "docs/tools/not-judged.md";

const SOURCE =
  "https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/packages/terraform-stack-tools/src/knowledge/judgement/judged.json";

/** What is judged how, by provider. Those that are harmless as a whole are in one row. */
export function judgementPage(): string {
  return page("not-judged.md", { source: SOURCE, kinds: kindsTable() });
}

const PROVIDERS = ["azurerm", "azuread", "azapi", "kubernetes"];

function kindsTable(): string {
  const rows = PROVIDERS.map((provider) => [provider, ...counts((kind) => providerOf(kind) === provider)]);
  const isOther = (kind: string) => !PROVIDERS.includes(providerOf(kind));
  const whole = lines
    .filter(({ kind, verdict }) => isOther(kind) && verdict === "not judged")
    .map(({ kind }) => `\`${kind}\``);
  const others = lines.filter(({ kind, verdict }) => /^\w+_\*$/.test(kind) && isOther(kind) && verdict === "harmless");
  const names = others.map(({ kind }) => kind.slice(0, -2)).join(", ");
  return [
    table(["Provider", "Derived", "Harmless", "Not judged"], rows),
    "",
    `Of these, nothing is judged: ${whole.join(", ")}. All of these is harmless: ${names}.`,
  ].join("\n");
}

function counts(isOf: (kind: string) => boolean): string[] {
  return ["derived", "harmless", "not judged"].map((verdict) =>
    String(lines.filter((line) => isOf(line.kind) && line.verdict === verdict).length),
  );
}

function providerOf(kind: string): string {
  return kind.replace(/^(data|ephemeral)\./, "").split("_")[0];
}
