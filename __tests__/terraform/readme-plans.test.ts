import { readFileSync } from "node:fs";
import { cdktfOut, inFolder } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { outsideOfPipelines } from "../../packages/terraform-stack-tools/__tests__/support/pipeline";
import { called } from "../../packages/terraform-stack-tools/__tests__/support/program";
import { readPage } from "../support/pages";
import { snippets, stackOf } from "../support/readme";
import { render } from "../support/stack";
import { describeBinaries } from "../support/terraform";

outsideOfPipelines();

const TOOLS = "packages/terraform-stack-tools/README.md";

/** The stack of a README, after a change of its text. */
function stackIn(page: string, file: string, from = "", to = "") {
  const [snippet] = snippets().filter((one) => one.page === page && one.file === file);
  return render(stackOf({ ...snippet, code: snippet.code.replace(from, to) }));
}

const shown = (page: string) =>
  readPage(page)
    .fences.filter(({ language }) => language === "")
    .map(({ code }) => code);

describeBinaries((binary) => {
  test("what the README shows of a plan is what comes out", () => {
    inFolder((folder) => {
      cdktfOut(folder, { attach: stackIn("README.md", "attach.ts") });
      const { out } = called("plan", `${folder}/cdktf.out`, "--binary", binary);
      const quoted = readPage("README.md").lines.flatMap((line) => /^> (.+)$/.exec(line)?.[1] ?? []);
      const lines = [...quoted, ...shown("README.md").join("").trimEnd().split("\n")];
      expect(lines.length).toBeGreaterThan(4);
      expect(lines.filter((line) => !out.includes(line))).toEqual([]);
    });
  });

  test("and what that of the tools shows", () => {
    inFolder((folder) => {
      cdktfOut(folder, { shops: stackIn(TOOLS, "shops.ts", 'name = "shop"', 'name = "store"') });
      cdktfOut(`${folder}/main`, { shops: stackIn(TOOLS, "shops.ts") });
      const existing = ["--existing", `${folder}/main/cdktf.out`];
      const { code, out } = called(
        "plan",
        `${folder}/cdktf.out`,
        ...existing,
        "--var",
        "team=web",
        "--fail-on",
        "replace,delete",
      );
      expect({ code, out }).toEqual({ code: 3, out: shown(TOOLS)[0] });

      const paths = [`${folder}/cdktf.out`, "--out"];
      expect(called("hand-off", ...paths, `${folder}/hand-off`, "--format", "hcl")).toMatchObject({ code: 0 });
      const [hcl] = readPage(TOOLS).fences.filter(({ language }) => language === "hcl");
      expect(readFileSync(`${folder}/hand-off/shops/main.tf`, "utf8")).toContain(hcl.code);
      const ejected = called("eject", ...paths, `${folder}/terraform`, "--check", "--binary", binary);
      expect(`${ejected.out}${ejected.error}`).toContain(shown(TOOLS)[1]);
    });
  });
});
