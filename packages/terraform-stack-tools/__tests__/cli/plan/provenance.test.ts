import { join } from "node:path";
import { checkoutOf, provenanceOf } from "../../../src/cli/plan/versions";
import { Plan } from "../../../src/plan";
import { runs } from "../../../src/shared/document";
import { inFolder, writeFiles } from "../../support/hand-off";
import { commitAll, git } from "../../support/repository";
import { reviewed } from "../../support/reviewed";

jest.mock("../../../src/providers/terraform-binary", () => ({
  terraformBinary: () => ({ command: "terraform", product: "Terraform", version: "1.11.4" }),
}));

const planned = [{ plan: new Plan({}, {}, {}, true), reviewed: reviewed(), providers: ["hashicorp/azurerm 4.55.0"] }];
const PIPELINES = /^(GITHUB_|CI_|SYSTEM_|BUILD_|SOURCE_DATE_EPOCH$)/;
const kept = { ...process.env };

beforeEach(() => {
  for (const name of Object.keys(process.env).filter((one) => PIPELINES.test(one))) {
    delete process.env[name];
  }
});
afterAll(() => {
  Object.assign(process.env, kept);
});

const textOf = (inline: Parameters<typeof runs>[0] | undefined) =>
  inline === undefined
    ? undefined
    : runs(inline)
        .map((run) => (typeof run === "string" ? run : Object.values(run)[0]))
        .join("");

function provenance(
  folder: string,
  existing: string | undefined,
  stated: Omit<Parameters<typeof provenanceOf>[0], "input"> = {},
) {
  const found = provenanceOf({ input: folder, existing, ...stated }, planned);
  return { source: textOf(found.source), target: textOf(found.target), date: found.date, madeUp: textOf(found.madeUp) };
}

/** A repository with two commits: main, and the branch shop, which is checked out. */
function inRepository(body: (folder: string, shop: string) => void): void {
  inFolder((folder) => {
    writeFiles(folder, { "a.txt": "one" });
    commitAll(folder);
    git(folder, "branch", "--force", "main-line");
    git(folder, "checkout", "--quiet", "-b", "shop");
    writeFiles(folder, { "out/b.txt": "two" });
    commitAll(folder);
    body(folder, git(folder, "rev-parse", "HEAD").trim().slice(0, 10));
  });
}

test("source and target are the commits and branches that git tells", () => {
  inRepository((folder, shop) => {
    git(folder, "worktree", "add", "--quiet", join(folder, "earlier"), "main-line");
    expect(provenance(join(folder, "out"), join(folder, "earlier"))).toMatchObject({
      source: `commit ${shop} of branch shop`,
      target: expect.stringMatching(/^commit [0-9a-f]{10} of branch main-line$/),
    });
    writeFiles(folder, { "a.txt": "changed" });
    expect(provenance(folder, undefined)).toMatchObject({
      source: `commit ${shop} of branch shop, with uncommitted changes`,
      target: undefined,
    });
    expect(provenance(folder, join(folder, "."))).toMatchObject({ target: `the folder ${join(folder, ".")}` });
  });
});

test("a pipeline's merge of a pull request is told as the commit and the branch that are reviewed", () => {
  inRepository((folder, shop) => {
    git(folder, "checkout", "--quiet", "--detach", "main-line");
    git(folder, "merge", "--quiet", "--no-ff", "-m", "merge", "shop");
    expect(checkoutOf(folder, { GITHUB_HEAD_REF: "shop" })).toMatchObject({
      branch: "shop",
      commit: expect.stringContaining(shop),
    });
    expect(
      checkoutOf(folder, { SYSTEM_PULLREQUEST_SOURCECOMMITID: "abc", SYSTEM_PULLREQUEST_SOURCEBRANCH: "refs/heads/a/b" }),
    ).toMatchObject({ commit: "abc", branch: "a/b" });
    expect(checkoutOf(folder, {})).toEqual(expect.not.objectContaining({ branch: expect.anything() }));
  });
});

test("what is given wins, and none leaves it out; outside of a checkout nothing is told", () => {
  inFolder((folder) => {
    expect(provenance(folder, undefined)).toMatchObject({ source: undefined, target: undefined });
    const given = provenance(folder, "x", { source: "pull request 7", target: "none", date: "2026-11-28" });
    expect(given).toMatchObject({ source: "pull request 7", target: undefined, date: "2026-11-28" });
    expect(provenance(folder, undefined, { date: "none" })).not.toHaveProperty("date", expect.anything());
  });
});

test("the date is the clock's, or the one that builds set which are to be the same in every run", () => {
  inFolder((folder) => {
    expect(provenance(folder, undefined).date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/);
    process.env.SOURCE_DATE_EPOCH = "1795838400";
    expect(provenance(folder, undefined).date).toBe("2026-11-28T04:00:00Z");
  });
});

test("what is made up is told: the answers of data sources, and what exists", () => {
  inFolder((folder) => {
    expect(provenance(folder, undefined).madeUp).toBe(
      "the answer of data.azurerm_container_registry.acr; what the cloud chose for existing resources, such as ids",
    );
  });
});
