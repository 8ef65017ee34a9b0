import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { stacksAt } from "../../src/cli/input";
import { cdktfOut, GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";
import { called } from "../support/program";

const SHOP = { terraform: {}, resource: { terraform_data: { shop: {} } } };

/** An app in a folder, with its output. */
const app = (folder: string, settings: { readonly output?: string } = {}, output = settings.output ?? "cdktf.out") => {
  writeFiles(folder, { "cdktf.json": { language: "typescript", ...settings } });
  const manifest = { stacks: { shop: { synthesizedStackPath: "stacks/shop/cdk.tf.json" } } };
  return writeFiles(join(folder, output), { "manifest.json": manifest, "stacks/shop/cdk.tf.json": SHOP });
};

/** Where a command finds the stacks, from the top of a temporary folder. */
const found = (folder: string, path = "") => stacksAt(join(folder, path)).slice(folder.length + 1);

test.each<[what: string, path: string, expected: string, make: (folder: string) => unknown]>([
  ["of the app that is given", "", "cdktf.out", app],
  ["that cdktf.json names", "", "dist/iac", (folder) => app(folder, { output: "dist/iac" })],
  [
    "that cdktf.json names, beside what is left of another one",
    "",
    "dist",
    (folder) => [app(folder), app(folder, { output: "dist" })],
  ],
  ["without a cdktf.json", "", "cdktf.out", (folder) => cdktfOut(folder, { grant: GRANT })],
  ["with a cdktf.json that nobody can read", "", "cdktf.out", (folder) => writeFiles(app(folder), { "../cdktf.json": "{{" })],
  ["that is given itself", "cdktf.out", "cdktf.out", app],
  [
    "of an app with a manifest of another program",
    "",
    "cdktf.out",
    (folder) => writeFiles(app(folder), { "../manifest.json": {} }),
  ],
  ["of the only app below", "", "apps/shop/infra/cdktf.out", (folder) => app(join(folder, "apps/shop/infra"))],
  [
    "of the only app below, by its cdktf.json",
    "apps",
    "apps/shop/dist",
    (folder) => app(join(folder, "apps/shop"), { output: "dist" }),
  ],
  ["of the app, before all below", "", "cdktf.out", (folder) => [app(folder), app(join(folder, "examples/a"))]],
  [
    "of the only app that is not of a dependency, and not hidden",
    "",
    "b/cdktf.out",
    (folder) => [app(join(folder, "node_modules/a")), app(join(folder, ".cache/a")), app(join(folder, "b"))],
  ],
  [
    "of the only app below, beside settings that nobody can read",
    "",
    "b/cdktf.out",
    (folder) => [app(join(folder, "b")), mkdirSync(join(folder, "a/cdktf.json"), { recursive: true })],
  ],
  [
    "of the only app below a website, which has a manifest, too",
    "",
    "b/cdktf.out",
    (folder) => [app(join(folder, "b")), writeFiles(folder, { "manifest.json": { name: "shop" } })],
  ],
  ["around its folder of stacks", "cdktf.out/stacks", "cdktf.out", app],
  ["four folders below", "", "a/b/c/d/cdktf.out", (folder) => app(join(folder, "a/b/c/d"))],
  ["of one stack", "cdktf.out/stacks/shop", "cdktf.out/stacks/shop", app],
  ["of one stack by its file", "cdktf.out/stacks/shop/cdk.tf.json", "cdktf.out/stacks/shop/cdk.tf.json", app],
  ["that does not exist", "cdktf.out", "cdktf.out", () => undefined],
])("takes the output %s", (_what, path, expected, make) => {
  inFolder((folder) => {
    make(folder);
    expect(found(folder, path)).toBe(expected);
  });
});

test("several apps below are named, with what to type", () => {
  inFolder((folder) => {
    const [a] = [app(join(folder, "apps/a")), app(join(folder, "apps/it's"))];
    const { code, out, error } = called("plan", folder);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(error).toBe(
      `terraform-stack-tools: there are 2 apps below '${folder}'; give the path of one:\n  '${a}'\n  '${folder}/apps/it'\\''s/cdktf.out'\n`,
    );
  });
});

test.each([
  ["cdktf.out", {}],
  ["dist", { output: "dist" }],
])("where no app is synthesized, %s is missing", (output, settings) => {
  inFolder((folder) => {
    writeFiles(folder, { "cdktf.json": settings, "a/b/main.ts": "", "a/cdktf.out": "no folder" });
    app(join(folder, "a/b/c/d/e"));
    app(join(folder, ".hidden"));
    const { code, out, error } = called("hand-off", folder, "--out", join(folder, "out"));
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(error).toContain(
      `no app is synthesized in '${folder}' or up to four folders below (links and hidden folders are not followed): there is no '${join(folder, output)}'; run ` +
        "`cdktf synth`, or give the path of the folder that it writes to.\nsee https://",
    );
    expect(existsSync(join(folder, "out"))).toBe(false);
  });
});

test("a link that leads in a circle is not followed", () => {
  inFolder((folder) => {
    app(join(folder, "a"));
    symlinkSync(folder, join(folder, "a/again"));
    symlinkSync(folder, join(folder, "circle"));
    expect(found(folder)).toBe("a/cdktf.out");
  });
});

test("hand-off, eject and an earlier version take the folder of an app alike", () => {
  inFolder((folder) => {
    app(folder);
    for (const command of ["hand-off", "eject"]) {
      expect(called(command, folder, "--out", join(folder, command)).code).toBe(0);
      expect(readdirSync(join(folder, command))).toContain("shop");
    }
    const nothing = stackFolder(folder, SHOP, "before/none");
    const { error } = called("plan", folder, "--existing", join(nothing, "../.."), "--binary", "no-such-engine");
    expect(error).not.toContain("contains neither");
  });
});

test("without a path, the folder is the one in which the program runs", () => {
  inFolder((folder) => {
    app(join(folder, "infra"));
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(called("hand-off", "--out", "out")).toMatchObject({ code: 0, out: `${join(process.cwd(), "out")}\n` });
      expect(readdirSync("out")).toContain("shop");
    } finally {
      process.chdir(before);
    }
  });
});
