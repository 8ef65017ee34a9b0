import { type Commit, indexPage, readmePage } from "../../src/export/readme";
import { rootModuleOf } from "../../src/export/root-module";
import type { Json, JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { GRANT, HOSTILE } from "../support/hand-off";

const page = (json: Json, name = "grant", commit?: Commit) => readmePage(name, rootModuleOf(readStack(json)), commit);

const titlesOf = (text: string) => [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);

const rowsOf = (text: string) => text.split("\n").filter((line) => line.startsWith("| "));

describe("a README", () => {
  test("has a section for each question of a team that decides whether to run the module, and for nothing else", () => {
    expect(titlesOf(page(GRANT))).toEqual([
      "Who may pull what",
      "Inputs",
      "Outputs",
      "Permissions needed by the identity that runs `terraform apply`",
      "Secrets and the state",
      "Keep the state",
      "The next version",
    ]);
    const without = titlesOf(page({ terraform: { required_providers: { null: { source: "hashicorp/null" } } } }));
    expect(without).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(Inputs|Outputs|Who)/)]));
  });

  test("names its stack first, then the commit that it is from, and what checks the next version", () => {
    const text = page(GRANT, "shop", { hash: "0123abc", hasOthers: false });
    expect(text).toMatch(/^# shop\n\n/);
    expect(text).toContain("generated from the commit `0123abc` of a source");
    expect(text).toContain(
      "npx terraform-stack-tools plan cdktf.out --existing handed-over/cdktf.out --fail-on replace,delete,unknown,loss,target\n",
    );
    expect(text).toContain("is the output of the app at the commit `0123abc`.");
  });

  test("lists inputs and outputs", () => {
    const rows = rowsOf(page(GRANT));
    expect(rows).toContain("| `object_id` | `string` | Who pulls | required |  |");
    expect(rows).toContain("| `id` | The grant | no |");
  });

  test("shows every default but that of a secret, also by its name or a name in it", () => {
    const open = { b: { default: [1] }, c: { default: null } };
    const named = { db_password: { default: "canary" }, settings: { default: { token: "canary" } } };
    const text = page({ variable: { a: { default: "canary", sensitive: true }, ...open, ...named } });
    expect(text).not.toContain("canary");
    expect(rowsOf(text)).toContain("| `a` | `any` |  | has a default, not shown | **secret** |");
    expect(rowsOf(text)).toContain("| `b` | `any` |  | `[1]` |  |");
    expect(rowsOf(text)).toContain("| `c` | `any` |  | `null` |  |");
    expect(rowsOf(text)).toContain(
      "| `db_password` | `any` |  | has a default, not shown | **secret by its name, but not marked `sensitive`** |",
    );
  });
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
});

describe("secrets and the state", () => {
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

  test("a grant leaves no secret in the state, and nothing is called safe that nobody knows", () => {
    expect(page(GRANT)).toContain("**No secret is in the state.**\n\nNothing secret is stored for these:");
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

  test.each([
    [HOSTILE, '"&#124;&#96;&#60;b&#62;&#36;(x) &#93;(y)'],
    ["*a* _b_ a_b ~c~ #d @e !f \\g &amp;", "&#42;a&#42; &#95;b&#95; a_b &#126;c&#126; &#35;d &#64;e &#33;f &#92;g &#38;amp;"],
    ["https://x www.y.z", "https&#58;//x www&#46;y.z"],
    ["- a", "&#45; a"],
    ["1. a", "&#49;. a"],
    ["a\u202eb\u200bc\u0007d", "abc d"],
  ])("%j stays text in prose", (text, shown) => {
    expect(described(text)).toBe(shown);
  });

  test("stays text as code", () => {
    const text = page({ variable: { "a >= 1 && <b>": {}, "a|b`c\n<d>_*": {} } });
    expect(text).toContain("| `a >= 1 && <b>` | `any` |");
    expect(text).toContain("| <code>a&#124;b&#96;c &#60;d&#62;&#95;&#42;</code> | `any` |");
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
    expect(tables.length).toBeGreaterThan(1);
    for (const table of tables) {
      const widths = table
        .trim()
        .split("\n")
        .map((line) => line.split("|").length);
      expect(new Set(widths).size).toBe(1);
    }
  });
});

test.each<[JsonObject, string]>([
  [{}, "keeps its state in a local file."],
  [{ backend: { local: { path: "/srv/x" } } }, "keeps its state in a local file."],
  [{ backend: { azurerm: { access_key: "canary" } } }, "keeps its state in the backend `azurerm`."],
  [{ backend: { remote: { workspaces: { name: "prod" } } } }, "in the backend `remote`, in the workspace `prod`."],
  [{ cloud: { workspaces: { name: "prod" }, token: "canary" } }, "in HCP Terraform (a `cloud` block), in the workspace `prod`."],
])("the state of %j is found by its kind and its workspace alone", (terraform, words) => {
  expect(page({ terraform })).toContain(words);
  expect(page({ terraform })).not.toMatch(/canary|srv/);
});

test("the index links every module and says what it is for", () => {
  const module = rootModuleOf(readStack(GRANT));
  const index = indexPage([
    { name: "grant", module },
    { name: HOSTILE, module },
  ]);
  expect(rowsOf(index)[2]).toBe("| [grant](grant/README.md) | Creates: role assignment. |");
  expect(index).not.toMatch(/<b>|\]\(y\)/);
});
