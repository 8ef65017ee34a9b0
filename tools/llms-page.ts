import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PROJECT = join(__dirname, "..");

/**
 * The map of the documentation for coding assistants, in the form of llmstxt.org: the questions of docs/README.md, each
 * page with its title and its first sentence.
 */
export function llmsPage(): string {
  const { name, description } = manifest();
  const head = [`# ${name}`, `> ${description}.`, NOTES];
  return `${[...head, ...sections()].join("\n\n")}\n`;
}

const NOTES = `Constructs are imported from \`cdktf-acr-aks\`, plan tests from \`terraform-stack-tools/testing\`, bundles from \`terraform-stack-tools/hand-off\`.
Construct ids are Terraform addresses: keep them. Synthesize as JSON, not with --hcl. Never pass a password as a literal.
The reference of the API is \`lib/**/*.d.ts\` of each package; for other languages it is in \`docs-api.tgz\` of a release.`;

function sections(): string[] {
  const [, ...parts] = read("docs/README.md").split(/^### /m);
  const packages = readdirSync(join(PROJECT, "packages")).map((folder): [string] => [`packages/${folder}/README.md`]);
  const start = section("Start", [["README.md"], ...packages, ["CHANGELOG.md"], ["CONTRIBUTING.md"]]);
  return [start, ...parts.map((part) => section(part.split("\n")[0], linksIn(part)))];
}

function section(title: string, pages: readonly (readonly [path: string])[]): string {
  return [`## ${title}`, "", ...pages.map(([path]) => entry(path))].join("\n");
}

/** The pages that a part of the index links to, from the top of the project. */
function linksIn(part: string): [path: string][] {
  const top = `${repository()}/`;
  return [...part.matchAll(/\]\(([^)#]+\.md)\)/g)].map(([, target]) => [
    target.startsWith(top) ? target.slice(top.length) : join("docs", target),
  ]);
}

function manifest() {
  return JSON.parse(read("package.json"));
}

/** Where the pages can be read: the file is also in the package, which has not all of them. */
function repository(): string {
  return `${manifest().repository.url.replace(/\.git$/, "")}/blob/main`;
}

function entry(path: string): string {
  const [heading, first] = read(path).split(/\n\s*\n/);
  const link = `- [${plain(heading.replace("# ", ""))}](${repository()}/${path})`;
  // A list of classes begins with another heading.
  const [sentence] = first.startsWith("#") ? [] : plain(first).split(/(?<=[.]) (?=[A-Z`])/);
  return sentence === undefined ? link : `${link}: ${sentence}`;
}

/** One line without links and anchors. */
function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<a [^>]*>|<[/]a>|[*][*]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function read(path: string): string {
  return readFileSync(join(PROJECT, path), "utf8");
}
