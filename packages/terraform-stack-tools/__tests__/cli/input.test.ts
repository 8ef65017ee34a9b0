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
const apps = (folder: string, ...paths: readonly string[]) => paths.map((path) => app(join(folder, path)));

/** From the top of a temporary folder, for the path in it that is given. */
test.each<[what: string, path: string, expected: string, make: (folder: string) => unknown]>([
  ["of the app that is given", "", "cdktf.out", app],
  ["that cdktf.json names", "", "dist", (folder) => [app(folder), app(folder, { output: "dist" })]],
  ["without a cdktf.json", "", "cdktf.out", (folder) => cdktfOut(folder, { grant: GRANT })],
  ["with a cdktf.json that nobody can read", "", "cdktf.out", (folder) => writeFiles(app(folder), { "../cdktf.json": "{{" })],
  ["that is given itself", "cdktf.out", "cdktf.out", app],
  ["of an app, not by another manifest", "", "cdktf.out", (folder) => writeFiles(app(folder), { "../manifest.json": {} })],
  ["of the only app below", "", "apps/shop/infra/cdktf.out", (folder) => apps(folder, "apps/shop/infra")],
  [
    "of the only app below, by its cdktf.json",
    "apps",
    "apps/a/dist",
    (folder) => app(join(folder, "apps/a"), { output: "dist" }),
  ],
  ["of the app, before all below", "", "cdktf.out", (folder) => apps(folder, "", "examples/a")],
  ["of no dependency or hidden folder", "", "b/cdktf.out", (folder) => apps(folder, "node_modules/a", ".cache/a", "b")],
  [
    "of the only app below, beside settings that nobody can read",
    "",
    "b/cdktf.out",
    (folder) => [apps(folder, "b"), mkdirSync(join(folder, "a/cdktf.json"), { recursive: true })],
  ],
  [
    "of the only app below a website, which has a manifest, too",
    "",
    "b/cdktf.out",
    (folder) => [apps(folder, "b"), writeFiles(folder, { "manifest.json": { name: "shop" } })],
  ],
  [
    "of the only app, though links lead in a circle",
    "",
    "a/cdktf.out",
    (folder) => [apps(folder, "a"), symlinkSync(folder, join(folder, "a/again")), symlinkSync(folder, join(folder, "circle"))],
  ],
  ["around its folder of stacks", "cdktf.out/stacks", "cdktf.out", app],
  ["four folders below", "", "a/b/c/d/cdktf.out", (folder) => apps(folder, "a/b/c/d")],
  ["of one stack", "cdktf.out/stacks/shop", "cdktf.out/stacks/shop", app],
  ["of one stack by its file", "cdktf.out/stacks/shop/cdk.tf.json", "cdktf.out/stacks/shop/cdk.tf.json", app],
  ["that does not exist", "cdktf.out", "cdktf.out", () => undefined],
])("takes the output %s", (_what, path, expected, make) => {
  inFolder((folder) => {
    make(folder);
    expect(stacksAt(join(folder, path)).slice(folder.length + 1)).toBe(expected);
  });
});

test("several apps below are named, with what to type", () => {
  inFolder((folder) => {
    const [a] = apps(folder, "apps/a", "apps/it's");
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
    apps(folder, "a/b/c/d/e", ".hidden");
    const { code, out, error } = called("hand-off", folder, "--out", join(folder, "out"));
    expect({ code, out, isWritten: existsSync(join(folder, "out")) }).toEqual({ code: 1, out: "", isWritten: false });
    expect(error).toContain(
      `no app is synthesized in '${folder}' or up to four folders below (links and hidden folders are not followed): there is no '${join(folder, output)}'; run ` +
        "`cdktf synth`, or give the path of the folder that it writes to.\nsee https://",
    );
  });
});

test("all commands and an earlier version take the folder of an app, by default the one in which the program runs", () => {
  inFolder((folder) => {
    app(join(folder, "infra"));
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(called("hand-off", "--out", "hand-off")).toMatchObject({ code: 0, out: `${join(process.cwd(), "hand-off")}\n` });
      expect(called("eject", "infra", "--out", "eject").code).toBe(0);
      expect(["hand-off", "eject"].filter((out) => readdirSync(out).includes("shop"))).toHaveLength(2);
    } finally {
      process.chdir(before);
    }
    const nothing = stackFolder(folder, SHOP, "before/none");
    const { error } = called("plan", folder, "--existing", join(nothing, "../.."), "--binary", "no-such-engine");
    expect(error).not.toContain("contains neither");
  });
});
