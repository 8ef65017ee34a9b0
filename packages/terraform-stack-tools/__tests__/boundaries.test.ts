import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SOURCES = join(__dirname, "../src");

/** What only the room `knowledge` may name: providers, products and roles of Azure and Kubernetes, container registries. */
const WORDS =
  /azure|azapi|entra\b|\bacr(\b|pull|push)|\baks\b|kube|docker|regist(ry|ries)|microsoft|subscription|kubelet|arm_|role_?(assignment|definition)|service_?principal/gi;

/** Where such a word means something else, each with the reason. */
const EXCEPTIONS: readonly (readonly [reason: string, files: RegExp, text: RegExp])[] = [
  ["providers come from the registry of Terraform or OpenTofu", /./, /registry\\?\.(terraform\\?\.io|opentofu\.org)/gi],
  [
    "providers come from the registry of Terraform",
    /./,
    /terraform registry|public registry|registry's host|names its registry/gi,
  ],
  ["settings of Terraform for that registry", /^providers\/terraform-binary\.ts$/, /TF_REGISTRY_\w+/g],
  ["formats for Azure DevOps and its Azure Pipelines", /./, /azure[ -](devops|pipelines|repos)|azurePipelines/gi],
  ["names of files that Windows does not have", /^export\/folder\.ts$/, /Microsoft, .Naming Files/g],
  [
    "reports and matchers say who may pull",
    /^(report\/(sections\/(access-faults|grant-clauses|grants|network|secrets)|writers\/access)|plan\/jest-extensions)\.ts$/,
    WORDS,
  ],
  ["a part of the ids that knowledge makes up", /^plan\/prepare\/made-up-values\.ts$/, /subscription:/g],
];

function sources(): (readonly [path: string, text: string])[] {
  return readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.startsWith("knowledge/"))
    .map((path) => [path, withoutImports(readFileSync(join(SOURCES, path), "utf8"))] as const);
}

/** The names of modules are those of files, which have their own. */
function withoutImports(text: string): string {
  return text.replace(/^(import|export) [^;]*? from "[^"]+";$/gm, "");
}

function allowedIn(path: string): RegExp[] {
  return EXCEPTIONS.filter(([, files]) => files.test(path)).map(([, , text]) => text);
}

test("only knowledge names what belongs to Azure, to Kubernetes or to a container registry", () => {
  const found = sources().flatMap(([path, text]) => {
    const rest = allowedIn(path).reduce((left, allowed) => left.replace(allowed, ""), text);
    return rest
      .split("\n")
      .filter((line) => line.search(WORDS) !== -1)
      .map((line) => `${path}: ${line.trim()}`);
  });
  expect(found).toEqual([]);
});

test("no exception is left over", () => {
  const unused = EXCEPTIONS.filter(
    ([, files, text]) => !sources().some(([path, content]) => files.test(path) && content.search(text) !== -1),
  );
  expect(unused.map(([reason]) => reason)).toEqual([]);
});

test("the other rooms have no file with such a name", () => {
  const names = sources().map(([path]) => path.replace("azure-pipelines", ""));
  expect(names.filter((path) => path.search(WORDS) !== -1)).toEqual([]);
});
