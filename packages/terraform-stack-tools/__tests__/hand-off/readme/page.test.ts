import { type Layout, modulesOf } from "../../../src/hand-off/module/layout";
import { rootModuleOf } from "../../../src/hand-off/module/root-module";
import { indexPage, readmePage } from "../../../src/hand-off/readme/page";
import { notesOf } from "../../../src/hand-off/readme/tables";
import type { Json } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { GRANT, HOSTILE } from "../../support/hand-off";

const page = (json: Json, name = "grant", caveats = "", layout: Layout = "module") => {
  const modules = modulesOf({ name, stack: readStack(json), assets: new Map() }, layout);
  const { whole: module } = modules;
  return readmePage(name, module, modules, caveats, notesOf(module.stack), { version: "1.2.3" });
};

const titlesOf = (text: string) => [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);

const rowsOf = (text: string) => text.split("\n").filter((line) => line.startsWith("| "));

describe("a README", () => {
  test("has a section for each question of a team that decides whether to run the module", () => {
    expect(titlesOf(page(GRANT))).toEqual([
      "Who may pull what",
      "Inputs",
      "Outputs",
      "Resources",
      "Permissions needed by the identity that runs `terraform apply`",
      "Secrets and the state",
      "Versions",
      "Test, plan and apply",
      "Keep the state",
      "Roll back",
      "Rotate credentials",
      "Files",
    ]);
  });

  test("asks for a review before anything else if there is something to review", () => {
    const text = page({ resource: { aws_instance: { a: {} } } });
    expect(titlesOf(text)[0]).toBe("Review this first");
    expect(rowsOf(text)).toContainEqual(expect.stringMatching(/^\| What blocks of this type need.* \| `aws_instance` \|$/));
  });

  test("says each thing to review once, with all its places", () => {
    const text = page({ locals: { a_password: "x", b_password: "x", c_password: "x", path: "/tmp/x" } });
    const rows = rowsOf(text.split("## ")[1]);
    expect(rows.slice(2)).toEqual([
      expect.stringMatching(
        / can read this secret .* \| 3 places: `locals\.a_password`, `locals\.b_password`, `locals\.c_password` \|$/,
      ),
      expect.stringMatching(/^\| This path .* \| `locals\.path` \|$/),
    ]);
  });

  test("tells what a helper replaces, which its name does not", () => {
    const lifecycle = { replace_triggered_by: ["terraform_data.owner"] };
    const text = page({
      resource: { terraform_data: { owner: {}, other: {} }, random_pet: { a: { lifecycle }, b: { lifecycle } } },
    });
    const [, resources] = text.split("## Resources\n");
    expect(rowsOf(resources)).toContainEqual(
      expect.stringMatching(
        /\| `terraform_data\.owner` \| manages, and replaces `random_pet\.a`,? (and )?`random_pet\.b` when it changes \|$/,
      ),
    );
    expect(resources).toMatch(/\| `terraform_data\.other` \| manages \|/);
  });

  test("has the module's inputs, and those of the caller elsewhere", () => {
    const text = page({
      provider: { azurerm: [{ subscription_id: "${var.subscription_id}" }] },
      variable: { subscription_id: {}, name: {} },
      resource: { azurerm_resource_group: { a: { name: "${var.name}" } } },
    });
    const [own, callers] = ["## Inputs\n", "## Inputs of `examples/default` alone\n"].map((title) => text.split(title)[1]);
    expect(rowsOf(own.split("\n## ")[0]).slice(2)).toEqual([expect.stringMatching(/^\| `name` \|/)]);
    expect(rowsOf(callers.split("\n## ")[0]).slice(2)).toEqual([expect.stringMatching(/^\| `subscription_id` \|/)]);
  });

  test("has no section, no file and no command for what the module does not have", () => {
    const text = page({ terraform: { required_providers: { null: { source: "hashicorp/null" } } } });
    expect(titlesOf(text)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(Inputs|Outputs|Resources)/)]));
    expect(text).not.toContain("tfvars.example");
    expect(text).not.toContain("each range");
  });

  test("lists inputs, outputs, resources and versions", () => {
    const rows = rowsOf(page(GRANT));
    expect(rows).toContain("| `object_id` | `string` | Who pulls | required |  |");
    expect(rows).toContain("| `id` | The grant | no |");
    expect(rows).toContain("| role assignment: AcrPull | `azurerm_role_assignment.pull` | manages |");
    expect(rows).toContain("| `azurerm` | `hashicorp/azurerm` | `4.55.0` | `>= 4.55.0, < 5.0.0` |");
    expect(page(GRANT)).toContain("Terraform or OpenTofu: `>= 1.7.0`.");
  });

  test("tells repeated, looked up, ephemeral and child blocks apart", () => {
    const rows = rowsOf(
      page({
        resource: { kubernetes_secret_v1: { a: { for_each: "${var.x}" } } },
        data: { azurerm_container_registry: { b: {} } },
        ephemeral: { azurerm_key_vault_secret: { c: {} } },
        module: { d: { source: "./d" } },
      }),
    );
    const told = (address: string) => rows.find((row) => row.includes(`| \`${address}\` |`));
    expect(told("kubernetes_secret_v1.a")).toMatch(/^\| secret \|.* manages, in several instances \|$/);
    expect(told("data.azurerm_container_registry.b")).toMatch(/^\| existing registry \|.* reads \|$/);
    expect(told("ephemeral.azurerm_key_vault_secret.c")).toMatch(/ reads on every run, never stores \|$/);
    expect(rows).toContain("| child module `./d` | `module.d` | runs |");
  });

  test("shows every default but that of a secret", () => {
    const text = page({ variable: { a: { default: "canary", sensitive: true }, b: { default: [1] }, c: { default: null } } });
    expect(text).not.toContain("canary");
    expect(rowsOf(text)).toContain("| `a` | `any` |  | has a default, not shown | **secret** |");
    expect(rowsOf(text)).toContain("| `b` | `any` |  | `[1]` |  |");
    expect(rowsOf(text)).toContain("| `c` | `any` |  | `null` |  |");
  });

  test("shows no default of an input that is secret by its name or by a name in it", () => {
    const variable = { db_password: { default: "canary" }, settings: { default: { token: "canary" } } };
    const text = page({ variable });
    expect(text).not.toContain("canary");
    expect(rowsOf(text)).toContain(
      "| `db_password` | `any` |  | has a default, not shown | **secret by its name, but not marked `sensitive`** |",
    );
  });

  test("puts the caveats of the test below the commands", () => {
    const sections = page(GRANT, "grant", "Caveats.").split("\n## ");
    expect(sections.find((section) => section.startsWith("Test, plan and apply"))).toMatch(/\n\nCaveats\.\n$/);
  });
});

test("a provider that only types imply is among the versions, as such", () => {
  const text = page({ terraform: {}, resource: { google_storage_bucket: { a: {} }, kubernetes_namespace_v1: { b: {} } } });
  const implied = "not required by the source; its types imply it";
  expect(rowsOf(text)).toContain(`| \`google\` | \`hashicorp/google\` | ${implied} | any |`);
  expect(rowsOf(text)).toContain(`| \`kubernetes\` | \`hashicorp/kubernetes\` | ${implied} | \`>= 2.38.0, < 4.0.0\` |`);
});

describe("the permissions", () => {
  const permissionsOf = (json: Json) =>
    page(json)
      .split("\n## ")
      .find((part) => part.startsWith("Permissions")) ?? "";
  const azurerm = { required_providers: { azurerm: { source: "hashicorp/azurerm" } } };

  test("are those of the block types and of the providers in the stack", () => {
    const text = permissionsOf({
      terraform: azurerm,
      resource: { kubernetes_secret_v1: { a: {}, b: {} }, random_pet: { b: {} } },
      data: { azuread_service_principal: { p: {} } },
      ephemeral: { azurerm_key_vault_secret: { c: {} } },
    });
    expect(rowsOf(text).map((row) => row.split(" | ").slice(0, 2).join(" | "))).toEqual([
      "| For | In",
      "| --- | ---",
      "| existing service principal | Microsoft Graph: the application",
      "| key vault secret, ephemeral | Azure: the key vault",
      "| secret | Kubernetes: each namespace",
      "| pet | ",
      "| the provider `azurerm` | Azure: the subscription",
    ]);
    expect(text).toContain("<br>`Microsoft.KeyVault/vaults/secrets/getSecret/action` (data) |");
    expect(text).toContain("| `Application.Read.All` |");
    expect(text).toContain("| secrets: get, create, patch, delete |");
    expect(text).toContain("| none: its provider asks no other service |");
  });

  test("say first what nobody knows", () => {
    const stack = { terraform: azurerm, resource: { azurerm_eventhub: { a: {} }, azurerm_role_assignment: { a: {} } } };
    expect(permissionsOf(stack)).toMatch(/\n\n\*\*Incomplete:\*\* this page does not know [^\n]*: `azurerm_eventhub`\./);
    const unknown = { resource: { constructor: { a: {} } } };
    expect(permissionsOf(unknown)).toContain("**Unknown.** This page does not know what these need: `constructor`.");
    expect(rowsOf(permissionsOf(unknown))).toEqual([]);
    expect(permissionsOf(GRANT)).not.toMatch(/does not know/);
    expect(permissionsOf({ terraform: {} })).toContain("It needs no permission.");
  });

  test("say what a role allows that is assigned by name", () => {
    const rows = rowsOf(permissionsOf(GRANT));
    expect(rows[rows.length - 1]).toMatch(/^\| AcrPull \| [^|]* \| `Microsoft\.ContainerRegistry\/registries\/pull\/read` \|$/);
    const others = {
      resource: {
        azurerm_role_assignment: { a: { role_definition_name: "Owner" }, b: { role_definition_id: "${var.role}" }, c: {} },
      },
    };
    expect(rowsOf(permissionsOf(others)).slice(-2)).toEqual([
      "| `${var.role}` | what is in its scope | not known to this page: see its definition in Azure |",
      "| `Owner` | what is in its scope | not known to this page: see its definition in Azure |",
    ]);
  });
});

describe("secrets and the state", () => {
  test("a grant leaves no secret in the state", () => {
    expect(page(GRANT)).toContain("**No secret is in the state.**\n\nNothing secret is stored for these:");
  });

  test("a secret, nothing secret and the unknown are told apart, without any value", () => {
    const text = page({
      resource: {
        kubernetes_secret_v1: { pull: { data: { x: "canary" } } },
        kubernetes_job_v1: { check: {} },
        azurerm_role_assignment: { a: {}, b: {} },
        aws_instance: { x: {} },
      },
      module: { m: {} },
      output: { told: { value: "${var.x}", sensitive: true } },
    });
    const [, secret, nothing] = text.split(/\*\*Secrets are in the state|Nothing secret is stored/);
    expect(secret).toMatch(/^, [^\n]*\*\* Unknown for `aws_instance\.x`, `module\.m`, so treat the state as secret\.\n/);
    expect(rowsOf(secret)).toContainEqual(expect.stringMatching(/^\| `kubernetes_secret_v1\.pull` \| .*password \|$/));
    expect(rowsOf(secret)).toContain("| `output.told` | the value of this output |");
    expect(rowsOf(nothing)).toContain(
      "| `azurerm_role_assignment.a`<br>`azurerm_role_assignment.b`<br>`kubernetes_job_v1.check` | it contains no secret |",
    );
    expect(text).not.toContain("canary");
  });

  test("nothing is called safe that nobody knows", () => {
    const stack = { resource: { ...GRANT.resource, aws_instance: { x: {} } } };
    expect(page(stack)).toContain("**Secrets may be in the state.** Unknown for `aws_instance.x`, so treat the state as secret.");
    expect(page(stack)).not.toContain("No secret is in the state");
    expect(page({ output: { a: { value: "${var.x}", sensitive: true } } })).not.toContain("No secret is in the state");
  });

  test.each([
    [{ a: { sensitive: true } }, "Secret inputs, in every saved plan, and in the state if a block above stores them: `a`."],
    [{ a: { ephemeral: true }, b: { ephemeral: true } }, "Ephemeral inputs, neither in the state nor in a plan: `a`, `b`."],
  ])("inputs %j", (variable, sentence) => {
    const text = page({ variable });
    expect(text).toContain(sentence);
    expect(text.match(/(Secret|Ephemeral) inputs/g)).toHaveLength(1);
  });
});

describe("text of the input", () => {
  const described = (description: string) => {
    const row = rowsOf(page({ variable: { a: { description } } })).find((line) => line.startsWith("| `a`"));
    return row?.split(" | ")[2];
  };

  test("what is between backticks in a description is code, and nothing more", () => {
    expect(described("as `az account show --query id` prints it")).toBe("as `az account show --query id` prints it");
    expect(described("`<b>` and `a|b` and ` alone")).toBe("`<b>` and <code>a&#124;b</code> and &#96; alone");
  });

  test.each([
    [HOSTILE, '"&#124;&#96;&#60;b&#62;&#36;(x) &#93;(y)'],
    ["*a* _b_ a_b ~c~ #d @e !f \\g &amp;", "&#42;a&#42; &#95;b&#95; a_b &#126;c&#126; &#35;d &#64;e &#33;f &#92;g &#38;amp;"],
    ["https://x www.y.z", "https&#58;//x www&#46;y.z"],
    ["- a", "&#45; a"],
    ["1. a", "&#49;. a"],
    ["=", "&#61;"],
    ["a\u202eb\u200bc\u0007d", "abc d"],
  ])("%j stays text in prose", (text, shown) => {
    expect(described(text)).toBe(shown);
  });

  test.each([
    ["a >= 1 && <b>", "`a >= 1 && <b>`"],
    ["a|b`c\n<d>_*", "<code>a&#124;b&#96;c &#60;d&#62;&#95;&#42;</code>"],
  ])("%j stays text as code", (name, shown) => {
    expect(page({ variable: { [name]: {} } })).toContain(`| ${shown} | \`any\` |`);
  });

  test("never becomes markup and never breaks a table, wherever it is", () => {
    const text = page(
      {
        ...GRANT,
        variable: {
          [HOSTILE]: { description: HOSTILE, type: HOSTILE, default: HOSTILE, validation: { error_message: HOSTILE } },
        },
        output: { [HOSTILE]: { description: HOSTILE, value: 1 } },
        resource: { [HOSTILE]: { [HOSTILE]: {} } },
        provider: { [HOSTILE]: { exec: { command: HOSTILE } } },
        terraform: { required_version: HOSTILE, required_providers: { [HOSTILE]: { source: HOSTILE, version: HOSTILE } } },
        [HOSTILE]: {},
      },
      HOSTILE,
    );
    expect(text).not.toMatch(/<b>|\]\(y\)/);
    const tables = text.split("\n\n").filter((paragraph) => paragraph.startsWith("| "));
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      const widths = table
        .trim()
        .split("\n")
        .map((line) => line.split("|").length);
      expect(new Set(widths).size).toBe(1);
    }
  });
});

test("nothing that a data source makes of its arguments is called existing", () => {
  const text = page({ data: { archive_file: { a: { type: "zip" } } } });
  expect(text).toContain("archive file");
  expect(text).not.toContain("existing file");
  expect(text).not.toContain("existing archive");
});

test("the index links every module and says what it is for", () => {
  const module = rootModuleOf(readStack(GRANT));
  const index = indexPage([
    { name: "grant", module },
    { name: HOSTILE, module },
  ]);
  expect(rowsOf(index)[2]).toMatch(
    /^\| \[grant\]\(grant\/README\.md\) \| Creates: role assignment\. Principal `var\.object_id` may pull everything in contoso\. \|$/,
  );
  expect(index).not.toMatch(/<b>|\]\(y\)/);
});
