import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PROJECT = join(__dirname, "../..");

/** A block of code in a page. */
export interface Fence {
  readonly language: string;
  /** The file that it is, where it is more than an extract: the info string `typescript file=main.ts`. */
  readonly file?: string;
  readonly code: string;
  /** The heading above it. */
  readonly heading: string;
}

/** A page of Markdown. */
export interface Page {
  /** From the top of the project. */
  readonly path: string;
  readonly text: string;
  /** Its lines outside of code blocks. */
  readonly lines: readonly string[];
  readonly headings: readonly string[];
  readonly fences: readonly Fence[];
}

const READMES = ["README.md", ...readdirSync(join(PROJECT, "packages")).map((name) => `packages/${name}/README.md`)];

/** The README of each package, and the pages of docs/. */
export function pages(): Page[] {
  return [...READMES, ...markdownIn("docs")].map(readPage);
}

/** What npm installs, what cdktf synthesizes, and the reference that jsii-docgen generates for other languages. */
const LEFT_OUT = new Set(["node_modules", "cdktf.out", "api"]);

/** The pages of a folder and the folders in it that people write. */
export function markdownIn(folder: string): string[] {
  if (!existsSync(join(PROJECT, folder))) {
    return [];
  }
  return readdirSync(join(PROJECT, folder), { withFileTypes: true })
    .filter(({ name }) => !LEFT_OUT.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? markdownIn(path) : path;
    })
    .filter((path) => path.endsWith(".md"))
    .sort();
}

export function readPage(path: string): Page {
  const text = readFileSync(join(PROJECT, path), "utf8");
  const lines: string[] = [];
  const headings: string[] = [];
  const fences: Fence[] = [];
  let open: (Fence & { readonly code: string }) | undefined;
  for (const line of text.split("\n")) {
    if (line.trimStart().startsWith("```")) {
      if (open) {
        fences.push(open);
        open = undefined;
      } else {
        const [language, ...info] = line.trim().slice(3).split(" ");
        const file = info.find((word) => word.startsWith("file="))?.slice("file=".length);
        open = { language, file, code: "", heading: headings.at(-1) ?? "" };
      }
    } else if (open) {
      open = { ...open, code: `${open.code}${line}\n` };
    } else {
      lines.push(line);
      const heading = /^#+ (.*)$/.exec(line);
      if (heading) {
        headings.push(heading[1]);
      }
    }
  }
  if (open) {
    throw new Error(`${path}: a code block is never closed`);
  }
  return { path, text, lines, headings, fences };
}
