import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { Compiled } from "../support/compiled";
import { readPage } from "../support/pages";
import { Checkout, type Kind } from "../support/reviewers/checkout";
import { Comments, MARK } from "../support/reviewers/comments";
import { atlantis, azurePipelines, github, gitlab, type Platform } from "../support/reviewers/platforms";
import { canPlan, ifTerraform } from "../support/terraform";
import { OBJECT_ID } from "../support/values";

// Each test is a pipeline or two, and machines of pipelines are slow.
jest.setTimeout(400_000);

const PROJECT = join(__dirname, "../..");
const { version } = JSON.parse(readFileSync(join(PROJECT, "packages/terraform-stack-tools/package.json"), "utf8"));

const FILES: readonly (readonly [string, Platform])[] = [
  ["github-actions.yml", github],
  ["gitlab-ci.yml", gitlab],
  ["azure-pipelines.yml", azurePipelines],
  ["atlantis.yaml", atlantis],
];

const PLANS: readonly (readonly [string, Platform])[] = [
  ["plan-github-actions.yml", github],
  ["plan-azure-pipelines.yml", azurePipelines],
];

const textOf = (file: string) => readFileSync(join(PROJECT, "docs/tools/pipelines", file), "utf8");

const network = { resource: { terraform_data: { hub: { input: "10.0.0.0/16" } } } };

/** A state with a registry, and with whatever else is granted on it. */
function pulls(more: JsonObject = {}): Json {
  return {
    terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } },
    provider: { azurerm: [{ features: [{}], subscription_id: "00000000-0000-0000-0000-000000000001" }] },
    resource: {
      azurerm_container_registry: { acr: { name: "contoso", resource_group_name: "rg", location: "westeurope", sku: "Premium" } },
      ...more,
    },
  };
}

const GRANT = {
  azurerm_role_assignment: {
    pull: { scope: "${azurerm_container_registry.acr.id}", principal_id: OBJECT_ID, role_definition_name: "AcrPull" },
  },
};

/** Alerts are at the block that gains access, where its file is in the repository. */
function expectedLocations(file: string, kind: Kind): (readonly [string, string])[] {
  const place = kind === "HCL" ? "terraform/pulls/main.tf.json" : "cdktf.out/stacks/pulls/cdk.tf.json";
  return ["gitlab-ci.yml", "atlantis.yaml"].includes(file) ? [] : [["access-gained", place]];
}

const hasJq = spawnSync("jq", ["--version"]).error === undefined;

ifTerraform(canPlan() && hasJq ? describe : describe.skip)("the file of a pipeline, run step by step", () => {
  const comments = new Comments();
  let tools: Compiled;

  beforeAll(async () => {
    tools = new Compiled("terraform-stack-tools");
    await comments.start();
  });

  afterAll(async () => {
    await comments.stop();
    tools.remove();
  });

  const rows = FILES.flatMap(([file, platform]) =>
    (["HCL", "app"] as const).map((kind): [string, Kind, Platform] => [file, kind, platform]),
  );

  test.each(rows)(
    "%s of a repository with %s has one comment, which each run updates, and fails what gains access",
    async (file, kind, platform) => {
      comments.reset();
      const others = comments.others;
      const checkout = new Checkout(kind, tools.program, `terraform-stack-tools@${version}`);
      const text = checkout.adapted(textOf(file));
      try {
        checkout.commit({ network, pulls: pulls() });
        const first = await platform(text, checkout, comments);
        expect(first).toMatchObject({ code: 0 });
        expect(comments.own).toHaveLength(1);
        const [before] = comments.own;
        expect(before.startsWith(`${MARK}\n`)).toBe(true);
        expect(before).toContain("network");
        expect(before).toContain("pulls");
        expect(before).toContain("Nobody gains or loses access");

        checkout.commit({ network, pulls: pulls(GRANT) });
        const second = await platform(text, checkout, comments);
        // What the job ends with lets GitLab tell findings from faults. Atlantis knows nothing but failures.
        expect(second.code).toBe(platform === atlantis ? 1 : 3);
        expect(second.output).toContain("--fail-on gain: pulls: azurerm_role_assignment.pull");
        expect(comments.own).toHaveLength(1);
        expect(comments.own[0]).toContain("may pull");
        expect(comments.others).toEqual(others);
        expect(checkout.locations().filter(([rule]) => rule === "access-gained")).toEqual(expectedLocations(file, kind));
      } finally {
        checkout.remove();
      }
    },
  );

  test.each(FILES)("%s takes no committed file for a plan or a report", async (file, platform) => {
    comments.reset();
    const checkout = new Checkout("HCL", tools.program, `terraform-stack-tools@${version}`);
    try {
      checkout.commit({ pulls: pulls(GRANT) });
      checkout.add("terraform/pulls/other.plan.json", "{}");
      checkout.add("review.md", "Nobody gains access.");
      const { code } = await platform(textOf(file), checkout, comments);
      expect(code).toBe(platform === atlantis ? 1 : 3);
      expect(comments.own.map((body) => body.includes("may pull"))).toEqual(platform === atlantis ? [] : [true]);

      checkout.commit({ pulls: { resource: 1 } });
      await platform(textOf(file), checkout, comments);
      expect(comments.own.filter((body) => body.includes("Nobody"))).toEqual([]);
    } finally {
      checkout.remove();
    }
  });

  test("Atlantis shows gains in the colour of its block, and nothing is left to apply", async () => {
    comments.reset();
    const checkout = new Checkout("HCL", tools.program, "");
    try {
      checkout.commit({ network, pulls: pulls(GRANT) });
      const { output } = await atlantis(textOf("atlantis.yaml"), checkout, comments);
      expect(output).toMatch(/^\+ .*may pull/m);
      expect(output).not.toContain("```");
      expect([checkout.has("terraform/network/default.tfplan"), checkout.has("terraform/pulls/default.tfplan")]).toEqual([
        true,
        false,
      ]);
    } finally {
      checkout.remove();
    }
  });

  test.each(PLANS)(
    "%s plans against the target branch, whose app has its own packages, in one comment",
    async (file, platform) => {
      comments.reset("<!-- terraform-stack-tools plan -->");
      const others = comments.others;
      const checkout = new Checkout("app", tools.program, "");
      try {
        checkout.commit({ network, pulls: pulls(GRANT) });
        checkout.becomeTarget();
        checkout.add("plan.md", "Nothing is deleted.");
        for (const [states, code] of [
          [{ network, pulls: pulls(GRANT) }, 0],
          [{ network, pulls: pulls() }, 3],
        ] as const) {
          checkout.commit(states);
          checkout.emptyTemporary();
          expect(await platform(textOf(file), checkout, comments)).toMatchObject({ code });
          expect(comments.own).toEqual([expect.stringMatching(/^<!-- terraform-stack-tools plan -->\n.*network/s)]);
          expect(comments.own[0].includes("1 to delete")).toBe(code === 3);
        }
        expect(comments.others).toEqual(others);
      } finally {
        checkout.remove();
      }
    },
  );

  const [compare, python] = readPage("docs/tools/plans-in-ci.md")
    .fences.filter(({ heading, language }) => heading === "Compare with the main branch" && language === "sh")
    .map(({ code }) => code);

  test.each([
    ["the lock file", "package-lock.json", compare],
    ["the requirements of Python", "requirements.txt", compare.replace(/^ *\(cd "\$version".*$/m, python)],
  ])("the commands of the page synthesize each version with what is installed by %s", async (_what, file, commands) => {
    const checkout = new Checkout("app", tools.program, "");
    try {
      checkout.commit({});
      checkout.add(file, JSON.stringify({ pulls: pulls(GRANT) }));
      checkout.becomeTarget();
      checkout.add(file, JSON.stringify({ pulls: pulls() }));
      const { output } = await checkout.run(["bash", "-uo", "pipefail", "-c"], commands, {});
      expect(output).toContain("1 to delete");
      expect([commands.includes("venv"), checkout.has("../main")]).toEqual([file !== "package-lock.json", false]);
    } finally {
      checkout.remove();
    }
  });

  test.each([...FILES, ...PLANS])(
    "%s writes no second comment where the first one cannot be looked for",
    async (file, platform) => {
      comments.reset();
      comments.isDown = true;
      const kind = file.startsWith("plan-") ? "app" : "HCL";
      const checkout = new Checkout(kind, tools.program, `terraform-stack-tools@${version}`);
      try {
        checkout.commit({ network });
        checkout.becomeTarget();
        const { code } = await platform(textOf(file), checkout, comments);
        expect(code).not.toBe(0);
        expect(comments.own).toEqual([]);
      } finally {
        checkout.remove();
      }
    },
  );
});
