import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { releasedPackages } from "../../../tools/release/packages";

const { safeLoad } = require("js-yaml");

const PROJECT = join(__dirname, "../../..");
const FORMS = join(PROJECT, ".github/ISSUE_TEMPLATE");

interface Field {
  readonly id: string;
  readonly attributes: { readonly label: string; readonly options?: readonly string[] };
}

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly Field[];
}

const read = (file: string) => safeLoad(readFileSync(join(FORMS, file), "utf8"));
const forms: readonly Form[] = readdirSync(FORMS)
  .filter((file) => file !== "config.yml")
  .map(read);

test("each package has a form for errors", () => {
  const bugs = forms.filter(({ name }) => name.endsWith("something is wrong"));
  const inForms = (name: string) =>
    bugs.filter(({ description }) => new RegExp(`(^|[ ,])(npm create )?${name}[ ,]`).test(description));
  const called = releasedPackages().map(({ name }) => name.replace(/^create-/, "npm create "));
  expect(new Set(called).size).toBe(bugs.length);
  for (const name of called) {
    expect(inForms(name.replace(/^npm create /, "")).length).toBeGreaterThan(0);
  }
});

test("what a form links to is there", () => {
  const links: readonly { readonly url: string }[] = read("config.yml").contact_links;
  for (const { url } of links.filter((link) => link.url.includes("/blob/main/"))) {
    const [path, anchor] = url.split("/blob/main/")[1].split("#");
    const headings = [...readFileSync(join(PROJECT, path), "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replace(/ /g, "-"),
    );
    expect([path, anchor === undefined || headings.includes(anchor)]).toEqual([path, true]);
  }
});
