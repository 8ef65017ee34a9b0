import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, writeFiles } from "../../terraform-stack-tools/__tests__/support/hand-off";
import { writeProject } from "../src/write-project";

const FILES = new Map([
  ["main.ts", "main"],
  [".github/workflows/test.yml", "workflow"],
]);

test("writes a new folder with those above it, and an empty one", () => {
  inFolder((folder) => {
    mkdirSync(join(folder, "empty"));
    for (const name of ["one/two", "empty"]) {
      writeProject(join(folder, name), FILES);
      expect(readdirSync(join(folder, name)).sort()).toEqual([".github", "main.ts"]);
      expect(readFileSync(join(folder, name, ".github/workflows/test.yml"), "utf8")).toBe("workflow");
    }
  });
});

test("writes into a repository that was just created", () => {
  inFolder((folder) => {
    writeProject(writeFiles(folder, { ".git/HEAD": "ref: refs/heads/main" }), FILES);
    expect(readdirSync(folder).sort()).toEqual([".git", ".github", "main.ts"]);
  });
});

test.each(["notes.txt", ".env"])("refuses a folder with %s, names it and leaves it alone", (present) => {
  inFolder((folder) => {
    writeFiles(folder, { [present]: "mine" });
    expect(() => writeProject(folder, FILES)).toThrow(
      `contains '${present}', and nothing is ever overwritten; give a new or empty folder.`,
    );
    expect(readdirSync(folder)).toEqual([present]);
  });
});

test("leaves nothing behind if a file cannot be written", () => {
  const impossible = new Map([...FILES, ["main.ts/below.ts", ""]]);
  inFolder((folder) => {
    mkdirSync(join(folder, "empty"));
    for (const name of ["one/two", "empty"]) {
      expect(() => writeProject(join(folder, name), impossible)).toThrow("main.ts");
    }
    expect(readdirSync(folder, { recursive: true })).toEqual(["empty"]);
  });
});
