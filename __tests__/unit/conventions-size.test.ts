import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What one person can carry. A room of its own has its limit in the tables of CONTRIBUTING.md. */
const AT_MOST = {
  toolsLines: 29_250,
  toolsFiles: 120,
  constructsLines: 13_900,
  typescriptLines: 102_500,
  /** Of all that is tracked, without lock files and pictures. */
  trackedLines: 134_700,
  fileLines: 600,
  /** Of a hundred names that a file of the tools imports from another one, those that no second file imports. */
  singleImporters: 52,
  /** Folders below `src/`: rooms, and rooms below them. */
  folders: 2,
};

const PROJECT = join(__dirname, "../..");
const TOOLS = "packages/terraform-stack-tools/src";
/** Where each file is read at one sitting. */
const READ = [
  TOOLS,
  "src",
  "stacks",
  "packages/create-cdktf-acr-aks/src",
  "packages/create-cdktf-acr-aks/templates",
  "__tests__/testbed",
];

const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: PROJECT, encoding: "utf8" }).split("\0").filter(Boolean);
const read = (file: string) => readFileSync(join(PROJECT, file), "utf8");
const linesOf = (files: readonly string[]) => files.reduce((sum, file) => sum + read(file).split("\n").length - 1, 0);
const code = tracked.filter((file) => /\.tsx?$/.test(file));
const codeIn = (place: string) => code.filter((file) => file === place || file.startsWith(`${place}/`));

/** The rows of CONTRIBUTING.md that name a room of a folder with its limit: after its title, up to the next text. */
function limitsOf(title: string): Map<string, number> {
  const [, table = ""] = read("CONTRIBUTING.md").split(title);
  const [rows] = table.slice(table.indexOf("| ---")).split("\n\n");
  const cells = [...rows.matchAll(/^\| `([\w./-]+?)\/?` \|.* \| ([\d,]+) \|$/gm)];
  return new Map(cells.map(([, room, limit]) => [room, Number(limit.replace(",", ""))]));
}

test("tools, constructs and the whole repository are as small as these numbers", () => {
  const sizes = {
    toolsLines: linesOf(codeIn(TOOLS)),
    toolsFiles: codeIn(TOOLS).length,
    constructsLines: linesOf(codeIn("src")),
    typescriptLines: linesOf(code),
    trackedLines: linesOf(tracked.filter((file) => !/\.(png|svg|ico|gz|xz)$|package-lock/.test(file))),
    fileLines: Math.max(...READ.flatMap(codeIn).map((file) => linesOf([file]))),
    singleImporters: singleImporters(codeIn(TOOLS)),
    folders: Math.max(
      ...[TOOLS, "src"].flatMap((place) => codeIn(place).map((file) => dirname(file.slice(place.length + 1)).split("/").length)),
    ),
  };
  const tooLarge = Object.entries(sizes).filter(([what, size]) => !(size <= AT_MOST[what as keyof typeof AT_MOST]));
  expect(Object.fromEntries(tooLarge)).toEqual({});
});

function singleImporters(files: readonly string[]): number {
  const users = new Map<string, Set<string>>();
  for (const file of files) {
    for (const [, names, from] of read(file).matchAll(/import (?:type )?\{([^}]*)\} from "(\.[^"]+)"/g)) {
      const module = join(dirname(file), from);
      for (const name of names.split(",").map(
        (one) =>
          one
            .trim()
            .replace(/^type /, "")
            .split(" as ")[0],
      )) {
        if (name !== "") {
          const key = `${module}:${name}`;
          users.set(key, (users.get(key) ?? new Set()).add(file));
        }
      }
    }
  }
  const once = [...users.values()].filter((all) => all.size === 1).length;
  return Math.round((100 * once) / users.size);
}

describe.each([
  ["src", "The rooms of `src/`"],
  [TOOLS, "The rooms of `packages/terraform-stack-tools/src/`"],
])("%s", (folder, title) => {
  const limits = limitsOf(title);

  test("has a row in CONTRIBUTING.md for each room and for each that knowledge has, and no room is larger than it says", () => {
    const rooms = new Set(
      codeIn(folder).flatMap((file) => {
        const [room, ...rest] = file.slice(folder.length + 1).split("/");
        return room === "knowledge" && rest.length > 1 ? [room, `${room}/${rest[0]}`] : [room];
      }),
    );
    expect([...limits.keys()].sort()).toEqual([...rooms].sort());
    const sizes = [...limits].map(([room, limit]) => ({ room, limit, lines: linesOf(codeIn(`${folder}/${room}`)) }));
    expect(sizes.filter(({ lines, limit }) => lines > limit)).toEqual([]);
  });
});
