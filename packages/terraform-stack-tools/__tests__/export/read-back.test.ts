import { existsSync } from "node:fs";
import { join } from "node:path";
import { eject } from "../../src/export/eject";
import { handOff } from "../../src/export/hand-off";
import { checkHcl, jsonFile } from "../../src/export/hcl/unreadable-expressions";
import type { Json } from "../../src/stack/json";
import { inFolder, stackFolder } from "../support/hand-off";

/** What a fault of this package would do: a bracket too many in files of HCL with such a line. */
const broken = { hcl: /$^/ };

jest.mock("../../src/export/hcl/layout", () => {
  const own = jest.requireActual("../../src/export/hcl/layout");
  const layOut = (...args: unknown[]): string[] => {
    const lines: string[] = own.layOut(...args);
    return lines.some((line) => broken.hcl.test(line)) ? [...lines, "}"] : lines;
  };
  return { ...own, layOut };
});

afterEach(() => {
  broken.hcl = /$^/;
});

const STACK = {
  resource: { terraform_data: { a_12345678: { input: 1 }, b_12345678: { input: "${terraform_data.a_12345678.id}" } } },
};

const FAULT = /^what would be written for '.*cdk\.tf\.json' cannot be read back, which is a bug in terraform-stack-tools:\n {2}/;

/** What is said, where nothing was written. */
function refused(run: (input: string, out: string) => unknown): string {
  return inFolder((folder) => {
    const out = join(folder, "out");
    let message = "";
    try {
      run(stackFolder(folder, STACK), out);
    } catch (error) {
      message = error instanceof Error && error.name === "Refusal" ? error.message : String(error);
    }
    expect(existsSync(out)).toBe(false);
    expect(message).toMatch(FAULT);
    expect(message).toMatch(/\nNothing was written\. Report it .*SUPPORT\.md$/);
    return message;
  });
}

test("a bundle in HCL that cannot be read back is not written", () => {
  broken.hcl = /^resource /;
  expect(refused((input, out) => handOff({ input, out, format: "hcl" }))).toMatch(/'main\.tf', line \d+: '}' closes nothing/);
});

test("an ejection that cannot be read back is not written", () => {
  broken.hcl = /^resource /;
  expect(refused((input, out) => eject({ input, out }))).toMatch(/'\w+\.tf', line \d+: '}' closes nothing/);
});

test("JSON is written where it says what is meant, and only there", () => {
  const meant: Json = JSON.parse('{"__proto__": ["\\ud800", "\\u2028", 1e21, -1.5, null], "": {}}');
  const [path, text] = jsonFile("a.json", meant, "cdk.tf.json");
  expect([path, JSON.parse(text)]).toEqual(["a.json", meant]);
  for (const lost of [{ a: Number.NaN }, [Number.POSITIVE_INFINITY], JSON.parse(`${"[".repeat(300)}${"]".repeat(300)}`)]) {
    expect(() => jsonFile("a.json", lost, "cdk.tf.json")).toThrow(FAULT);
  }
});

test("only files of HCL are read as such", () => {
  expect(() => checkHcl([["README.md", "}"]], "cdk.tf.json")).not.toThrow();
  for (const path of ["a.tf", "terraform.tfvars.example"]) {
    expect(() => checkHcl([[path, "}"]], "cdk.tf.json")).toThrow(`'${path}', line 1`);
  }
});
