import { INVALID, VALID, VALID_ELSEWHERE } from "../../packages/terraform-stack-tools/__tests__/support/expression-verdicts";
import { readHcl } from "../../packages/terraform-stack-tools/src/stack/grammar";
import { Expressions } from "../support/expressions";
import { binaries, inWorkspace, type Workspace } from "../support/terraform";

const VARIABLE = {
  a: { default: "x" },
  flag: { default: true },
  list: { default: ["a", "b"] },
  map: { default: { k: "v" } },
  objects: { default: [{ name: "x", tags: ["y"] }] },
};

/** The positions of the texts of which `terraform validate` reports an error, as local values in JSON. */
function refusedAsJson(workspace: Workspace, texts: readonly string[]): number[] {
  // Before there is anything that nobody can parse.
  workspace.succeed("init");
  // Far from each other, since a message says the line, and counts those of the text, too.
  const locals = texts.map((text, index) => `"l${index}": ${JSON.stringify(text)}`).join(`,${"\n".repeat(LINES)}`);
  workspace.file("texts.tf.json", `{"locals": {\n${locals}\n}}`);
  workspace.file("variables.tf.json", JSON.stringify({ variable: VARIABLE }));
  const { output } = workspace.run("validate", "-json");
  // A warning on the other stream may follow.
  const { diagnostics }: { diagnostics: { range: { start: { line: number } } }[] } = JSON.parse(output.split(/(?<=^\})$/m)[0]);
  return inOrder(diagnostics.map(({ range }) => Math.floor((range.start.line - 2) / LINES)));
}

const LINES = 10;

/** The positions of the files of HCL that an engine cannot format, since it cannot parse them. */
function refusedAsHcl(workspace: Workspace, files: readonly string[]): number[] {
  workspace.succeed("init");
  files.forEach((text, index) => {
    workspace.file(`f${index}.tf`, text);
  });
  const { output } = workspace.run("fmt", "-check", "-list=false", "-no-color");
  return inOrder([...output.matchAll(/ on f(\d+)\.tf line /g)].map(([, index]) => Number(index)));
}

function inOrder(positions: readonly number[]): number[] {
  return [...new Set(positions)].sort((left, right) => left - right);
}

const indexesFrom = (first: number, count: number) => [...Array(count).keys()].map((index) => first + index);

/** Valid files, and the same with a letter left out, twice, or in another place. */
function damagedFiles(seed: number): string[] {
  const expressions = new Expressions(seed);
  return [...Array(1000).keys()].map((index) => {
    const text = expressions.text().replace(/\r(?!\n)|\ufeff/g, "");
    const file = `locals {\n  a = <<T\n${text}\nT\n  b = "${text.replace(/["\\\n\r]/g, "")}"\n}\n`;
    const place = (index * 7919) % file.length;
    const letter = file[(index * 104_729) % file.length];
    return [
      file,
      file.slice(0, place) + file.slice(place + 1),
      file.slice(0, place) + file[place] + file.slice(place),
      file.slice(0, place) + letter + file.slice(place),
    ][index % 4];
  });
}

function isRefused(text: string): boolean {
  try {
    readHcl(text);
    return false;
  } catch {
    return true;
  }
}

describe.each(binaries())("%s", (binary) => {
  test("evaluates the texts that we call valid, and cannot parse any of the others", () => {
    const refused = INVALID.map(([text]) => text);
    expect([VALID.length, refused.length].every((count) => count > 60)).toBe(true);
    inWorkspace(binary, (workspace) => {
      expect(refusedAsJson(workspace, [...VALID, ...refused])).toEqual(indexesFrom(VALID.length, refused.length));
    });
  });

  test("says the same of them in HCL, where nothing is evaluated", () => {
    const valid = [...VALID, ...VALID_ELSEWHERE];
    const files = [...valid, ...INVALID.map(([text]) => text)].map((text) => `locals {\n  a = <<TEXT\n${text}\nTEXT\n}\n`);
    inWorkspace(binary, (workspace) => {
      expect(refusedAsHcl(workspace, files)).toEqual(indexesFrom(valid.length, INVALID.length));
    });
  });

  test.each([1, 2, 3])("reads the files that we can read, and no others (seed %i)", (seed) => {
    const files = damagedFiles(seed);
    const refused = [...files.keys()].filter((index) => isRefused(files[index]));
    expect(refused.length).toBeGreaterThan(100);
    inWorkspace(binary, (workspace) => {
      const found = refusedAsHcl(workspace, files);
      const differing = [...files.keys()].filter((index) => found.includes(index) !== refused.includes(index));
      expect(differing.map((index) => files[index])).toEqual([]);
    });
  });
});
