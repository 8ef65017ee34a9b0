import { TerraformVariable } from "cdktf";
import { check, RULES, type Rule } from "../../../../src/constructs/private/rules";
import { emptyStack } from "../../../support/stack";
import { identityId, KEY_VAULT_ID, OBJECT_ID, REGISTRY_ID } from "../../../support/values";

const letters = (count: number) => "a".repeat(count);

/** Letters in labels of at most 63, as long names of hosts are. */
const labels = (count: number) =>
  `${letters(63)}.`
    .repeat(4)
    .slice(0, count - 1)
    .concat("z");

interface Row {
  readonly must: string;
  readonly accepted: string[];
  readonly refused: string[];
}

const GUIDS = {
  accepted: [OBJECT_ID, "ABCDEF01-abcd-0000-9999-abcdefABCDEF"],
  refused: [
    "",
    "msi",
    "contoso",
    `{${OBJECT_ID}}`,
    OBJECT_ID.slice(1),
    `${OBJECT_ID}0`,
    `0${OBJECT_ID}`,
    `${OBJECT_ID}\n`,
    OBJECT_ID.replaceAll("-", ""),
    OBJECT_ID.replace("1", "g"),
    REGISTRY_ID,
  ],
};

const SUBDOMAINS = {
  must: "be an RFC 1123 subdomain (at most 253 lower-case letters, digits, '-' and '.', a letter or digit at both ends)",
  accepted: ["a", "0", "pull", "acr-pull", "a--b", "a.b", "0.1-2.z", letters(64), letters(253), labels(253)],
  refused: [
    "",
    "SampleAccount",
    "a_b",
    "-a",
    "a-",
    ".a",
    "a.",
    "a..b",
    "a-.b",
    "a.-b",
    "a b",
    "a/b",
    "ä",
    "a\n",
    letters(254),
    labels(254),
  ],
};

const LABELS = {
  accepted: ["a", "0", "apps", "kube-system", "a--b", "0a", letters(63), `a${"-".repeat(61)}a`],
  refused: ["", "Apps", "a.b", "a_b", "-a", "a-", "-", "a b", "ä", "a\n", letters(64), `a${"-".repeat(62)}a`],
};

const REGISTRY_IDS = REGISTRY_ID.slice(0, REGISTRY_ID.lastIndexOf("/"));
const ASSIGNMENT_ID = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/${OBJECT_ID}`;
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const TABLE: Record<keyof typeof RULES, Row> = {
  registryName: {
    must: "be 5 to 50 letters and digits",
    accepted: ["contoso", "Contoso01", "12345", letters(5), letters(50)],
    refused: ["", letters(4), letters(51), "contoso.azurecr.io", "con-toso", "con_toso", "con toso", "contöso", "contoso\n"],
  },
  loginServer: {
    must: "be a lower-case host such as contoso.azurecr.io, without scheme, path or port",
    accepted: [
      "contoso.azurecr.io",
      "contoso.azurecr.cn",
      "contoso-a1b2c3.azurecr.io",
      "contoso.westeurope.data.azurecr.io",
      "a.b",
      "0.1",
      `${letters(251)}.a`,
      labels(253),
    ],
    refused: [
      "",
      "contoso",
      "Contoso.azurecr.io",
      "https://contoso.azurecr.io",
      "contoso.azurecr.io/",
      "contoso.azurecr.io/team",
      "contoso.azurecr.io:443",
      "contoso.azurecr.io.",
      ".azurecr.io",
      "contoso..io",
      "-contoso.io",
      "contoso-.io",
      "contoso.io-",
      "con_toso.io",
      " contoso.azurecr.io",
      "contoso.azurecr.io\n",
      `${letters(252)}.a`,
      labels(254),
    ],
  },
  repository: {
    must: "be repositories (lower-case letters, digits, '.', '_', '-' and '/'), or all below one, as in team/*, or *",
    accepted: ["a", "0", "app", "team/app", "a/b/c/d", "a.b/c_d/e-f", "a__b/c--d", "*", "team/*", "a/b/*", letters(255)],
    refused: [
      "",
      "/",
      "/app",
      "app/",
      "team//app",
      "team*",
      "*team",
      "te*am",
      "**",
      "*/",
      "*/app",
      "*/*",
      "team/*/app",
      "team/**",
      "team/app*",
      "Team/app",
      "-app",
      "app-",
      ".app",
      "app_",
      "team/.app",
      "app:1",
      "app@sha256:0",
      "https://contoso.azurecr.io/app",
      "contoso.azurecr.io:443/app",
      "a b",
      "ä",
      "app'",
      "app\n",
      "*\n",
      "\n*",
    ],
  },
  tokenName: {
    must: "be 5 to 49 letters, digits and '-', a letter first",
    accepted: ["puller", "Team-A-2", "a----", "a1234", letters(5), letters(49)],
    refused: ["", letters(4), letters(50), "1puller", "-puller", "team_app", "team.app", "team app", "pullér", "puller\n"],
  },
  keyVaultId: {
    must: "be the resource id of a key vault",
    accepted: [
      KEY_VAULT_ID,
      KEY_VAULT_ID.replace("resourceGroups", "resourcegroups"),
      KEY_VAULT_ID.replace("contoso", "kv-1"),
      KEY_VAULT_ID.replace("contoso", letters(3)),
      KEY_VAULT_ID.replace("contoso", letters(24)),
    ],
    refused: [
      "",
      "contoso",
      "https://contoso.vault.azure.net/",
      KEY_VAULT_ID.replace("contoso", letters(2)),
      KEY_VAULT_ID.replace("contoso", letters(25)),
      KEY_VAULT_ID.replace("contoso", "con_toso"),
      KEY_VAULT_ID.replace("/rg/", "//"),
      KEY_VAULT_ID.replace("Microsoft.", "Microsoft_"),
      KEY_VAULT_ID.replace("vaults", "managedHSMs"),
      `${KEY_VAULT_ID}/secrets/acr-password`,
      `${KEY_VAULT_ID}\n`,
      KEY_VAULT_ID.slice(1),
      REGISTRY_ID,
    ],
  },
  keyVaultSecretName: {
    must: "be the name of a secret (1 to 127 letters, digits and '-')",
    accepted: ["a", "0", "-", "acr-Password-1", letters(127)],
    refused: [
      "",
      letters(128),
      "acr_password",
      "acr.password",
      "acr password",
      "acr/password",
      "https://contoso.vault.azure.net/secrets/acr",
      "ä",
      "a\n",
    ],
  },
  roleAssignmentId: {
    must: "be the resource id of a role assignment on a registry",
    accepted: [ASSIGNMENT_ID, ASSIGNMENT_ID.replace("resourceGroups", "resourcegroups")],
    refused: [
      "",
      OBJECT_ID,
      REGISTRY_ID,
      ASSIGNMENT_ID.slice(0, -1),
      `${ASSIGNMENT_ID}0`,
      `${ASSIGNMENT_ID}/`,
      `${ASSIGNMENT_ID}\n`,
      ASSIGNMENT_ID.replace("Microsoft.Authorization", "Microsoft_Authorization"),
      ASSIGNMENT_ID.replace("roleAssignments", "roleDefinitions"),
    ],
  },
  expiry: {
    must: "be a time in UTC such as 2027-01-31T00:00:00Z",
    accepted: ["2027-01-31T00:00:00Z", "2030-12-31T23:59:59Z"],
    refused: [
      "",
      "soon",
      "2027-01-31",
      "2027-01-31T00:00Z",
      "2027-01-31T00:00:00",
      "2027-01-31T00:00:00z",
      "2027-01-31t00:00:00Z",
      "2027-01-31 00:00:00Z",
      "2027-01-31T00:00:00.000Z",
      "2027-01-31T00:00:00+00:00",
      "27-01-31T00:00:00Z",
      "02027-01-31T00:00:00Z",
      "2027-1-31T00:00:00Z",
      "2027-01-31T00:00:00Z\n",
    ],
  },
  registryId: {
    must: "be the resource id of a container registry",
    accepted: [
      REGISTRY_ID,
      REGISTRY_ID.replace("resourceGroups", "resourcegroups"),
      REGISTRY_ID.replace("rg-shared", "RG_(1).ä"),
      `${REGISTRY_IDS}/${letters(5)}`,
      `${REGISTRY_IDS}/${letters(50)}`,
    ],
    refused: [
      "",
      "contoso",
      "contoso.azurecr.io",
      `${REGISTRY_IDS}/${letters(4)}`,
      `${REGISTRY_IDS}/${letters(51)}`,
      `${REGISTRY_ID}/`,
      `${REGISTRY_ID}/scopeMaps/pull`,
      `${REGISTRY_ID}\n`,
      REGISTRY_ID.slice(1),
      REGISTRY_ID.replace("rg-shared", ""),
      REGISTRY_ID.replace("rg-shared", "rg/shared"),
      REGISTRY_ID.replace("00000000-", ""),
      REGISTRY_ID.replace("Microsoft.", "Microsoft_"),
      REGISTRY_ID.replace("ContainerRegistry", "ContainerService"),
      REGISTRY_ID.replace(/\/providers.*/, ""),
      identityId("kubelet"),
    ],
  },
  objectId: { must: "be an object id (a GUID)", ...GUIDS },
  clientId: { must: "be a client id (a GUID)", ...GUIDS },
  principalId: { must: "be a principal id (a GUID)", ...GUIDS },
  identityId: {
    must: "be the resource id of a user-assigned identity",
    accepted: [identityId("kubelet"), identityId("a_b-C"), identityId("kubelet").replace("resourceGroups", "resourcegroups")],
    refused: [
      "",
      "kubelet",
      OBJECT_ID,
      REGISTRY_ID,
      identityId(""),
      `${identityId("kubelet")}/`,
      identityId("kubelet").slice(1),
      identityId("kubelet").replace("/rg/", "//"),
      identityId("kubelet").replace("Microsoft.", "Microsoft_"),
      identityId("kubelet").replace("userAssignedIdentities", "systemAssignedIdentities"),
    ],
  },
  clusterName: {
    must: "be 1 to 63 letters, digits, '-' and '_', with a letter or digit at both ends",
    accepted: ["a", "0", "Prod", "prod-1_b", "a--b", "a__b", letters(63), `a${"_".repeat(61)}a`],
    refused: ["", "-a", "a-", "_a", "a_", "-", "a.b", "a b", "ä", "a\n", letters(64), `a${"_".repeat(62)}a`],
  },
  dnsPrefix: {
    must: "be 1 to 54 letters, digits and '-', with a letter or digit at both ends",
    accepted: ["a", "0", "Prod", "prod-1", "a--b", letters(54), `a${"-".repeat(52)}a`],
    refused: ["", "-a", "a-", "-", "a_b", "a.b", "a b", "ä", "a\n", letters(55), `a${"-".repeat(53)}a`],
  },
  username: {
    must: "not be empty and hold no ':'",
    accepted: ["a", "00000000-0000-0000-0000-000000000000", "two words"],
    refused: ["", "a:b", ":"],
  },
  notEmpty: { must: "not be empty", accepted: ["a", " ", '"', "ä", "a\nb", letters(10_000)], refused: [""] },
  namespace: {
    must: "be RFC 1123 labels (at most 63 lower-case letters, digits and '-', a letter or digit at both ends)",
    ...LABELS,
  },
  secretName: SUBDOMAINS,
  serviceAccountName: SUBDOMAINS,
  jobName: { must: "be at most 63 lower-case letters, digits and '-', with a letter or digit at both ends", ...LABELS },
  image: {
    must: "be an image with its login server, such as contoso.azurecr.io/team/app:1",
    accepted: [
      "contoso.azurecr.io/app",
      "contoso.azurecr.io/team/app:1",
      "contoso.azurecr.io/team/app_b.c-d:V1.0_rc-1",
      `contoso.azurecr.io/team/app@${DIGEST}`,
      `contoso.azurecr.io/team/app:1@${DIGEST}`,
      "contoso-a1b2c3.azurecr.cn/app",
    ],
    refused: [
      "",
      "nginx",
      "library/nginx",
      "team/app:1",
      "contoso.azurecr.io",
      "contoso.azurecr.io/",
      "contoso.azurecr.io/:1",
      "Contoso.azurecr.io/app",
      "contoso.azurecr.io/Team/app",
      "https://contoso.azurecr.io/app",
      "contoso.azurecr.io:443/app",
      "contoso.azurecr.io/app:",
      "contoso.azurecr.io/app:1:2",
      "contoso.azurecr.io/app:a b",
      "contoso.azurecr.io/app:1 ",
      "contoso.azurecr.io/app@sha256:0",
      `contoso.azurecr.io/app@${DIGEST.slice(0, -1)}`,
      `contoso.azurecr.io/app@${DIGEST}0`,
      `contoso.azurecr.io/app@${DIGEST.toUpperCase()}`,
      `contoso.azurecr.io/app@${DIGEST}:1`,
    ],
  },
};

const ROWS = Object.entries(TABLE).map(([name, row]) => ({ name, rule: RULES[name as keyof typeof RULES] as Rule, ...row }));

test.each(ROWS)("accepts what obeys the rule $name", ({ name, rule, accepted }) => {
  for (const text of accepted) {
    expect(() => check("Thing.fromName", name, text, rule)).not.toThrow();
  }
});

test.each(ROWS)("fails for what breaks the rule $name", ({ name, rule, must, refused }) => {
  for (const text of refused) {
    const got = rule.mayBeSecret && text !== "" ? "" : `, got '${text}'`;
    expect(() => check("Thing.fromName", name, text, rule)).toThrow(`Thing.fromName: ${name} must ${must}${got}; `);
  }
});

test("fails with the place, the property, the value and the repair", () => {
  expect(() => check(emptyStack(), "acrName", "contoso.azurecr.io", RULES.registryName)).toThrow(
    new Error(
      "[stack] acrName must be 5 to 50 letters and digits, got 'contoso.azurecr.io'; give the registry's name as " +
        "`az acr list --query [].name --output tsv` prints it, not its login server.",
    ),
  );
});

test("lets pass what only the plan can know", () => {
  const stack = emptyStack();
  const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
  for (const text of [name, `${name}-`, `-${name}-${name}`]) {
    expect(() => check(stack, "clusterName", text, RULES.clusterName)).not.toThrow();
  }
});

describe("Terraform (RE2, inside an HCL string) reads as JavaScript does", () => {
  test.each(ROWS)("the pattern of $name", ({ rule: { pattern }, accepted, refused }) => {
    // Escapes, groups with a meaning of their own, POSIX classes, the end of an HCL string, HCL templates.
    expect(pattern).not.toMatch(/\\|\(\?|\[\[?:|"|[$%]\{/);
    expect(repeats(pattern).every((count) => count <= 1_000)).toBe(true);
    // RE2 is as strict as JavaScript's Unicode mode, and reads code points as it does.
    const strict = new RegExp(pattern, "u");
    const lax = new RegExp(pattern);
    for (const text of [...accepted, ...refused, "\u{1f433}"]) {
      expect(strict.test(text)).toBe(lax.test(text));
    }
  });

  // `notEmpty` looks for any letter.
  test.each(ROWS.filter(({ name }) => name !== "notEmpty"))(
    "the pattern of $name for the whole text",
    ({ rule: { pattern } }) => {
      expect(withoutGroups(pattern)).toMatch(/^\^[^|]*\$$/);
    },
  );
});

/** A choice within a group does not end the pattern. */
function withoutGroups(pattern: string): string {
  const outer = pattern.replace(/\([^()]*\)/g, "");
  return outer === pattern ? pattern : withoutGroups(outer);
}

function repeats(pattern: string): number[] {
  return [...pattern.matchAll(/\{(\d+)(?:,(\d+))?\}/g)].flatMap(([, least, most]) => [Number(least), Number(most ?? least)]);
}

test.each([
  ["https://admin:hun/ter2@contoso.azurecr.io", "…@contoso.azurecr.io"],
  ["https://admin:hun@ter2@contoso.azurecr.io", "…@contoso.azurecr.io"],
  ["admin:hunter2@contoso.azurecr.io", "…@contoso.azurecr.io"],
  ["https://contoso.azurecr.io", "https://contoso.azurecr.io"],
])("an error about %s shows no password", (given, shown) => {
  expect(() => check("Thing.fromName", "loginServer", given, RULES.loginServer)).toThrow(`got '${shown}';`);
});

test("an error about an image shows its digest", () => {
  const image = `contoso:443/Team/app:1@sha256:${"0".repeat(64)}`;
  expect(() => check("Thing.fromName", "image", image, RULES.image)).toThrow(`got '${image}';`);
});
