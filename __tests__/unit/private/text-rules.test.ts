import { TerraformVariable } from "cdktf";
import { IDENTITY_RULES } from "../../../src/identity/private/identity-rules";
import { checkText } from "../../../src/private/check-text";
import { sentence } from "../../../src/private/fail";
import { RULES, type TextRule } from "../../../src/private/text-rules";
import { emptyStack, SEE_RULES } from "../../support/stack";
import { clusterId, identityId, KEY_VAULT_ID, networkId, OBJECT_ID, REGISTRY_ID, subnetId } from "../../support/values";

/** Texts without a space. */
const words = (texts: string) => texts.split(/\s+/);

const letters = (count: number) => "a".repeat(count);

/** Letters in labels of at most 63, as in long host names. */
const labels = (count: number) =>
  `${letters(63)}.`
    .repeat(4)
    .slice(0, count - 1)
    .concat("z");

/** What a rule accepts and refuses. */
interface Row {
  readonly accepted: string[];
  readonly refused: string[];
}

const GUIDS = {
  accepted: [OBJECT_ID, "ABCDEF01-abcd-0000-9999-abcdefABCDEF"],
  refused: [
    ...words(`msi contoso {${OBJECT_ID}} ${OBJECT_ID}0 0${OBJECT_ID}`),
    "",
    OBJECT_ID.slice(1),
    `${OBJECT_ID}\n`,
    OBJECT_ID.replace(/-/g, ""),
    OBJECT_ID.replace("1", "g"),
    REGISTRY_ID,
  ],
};

const SUBDOMAINS = {
  accepted: ["a", "0", "pull", "acr-pull", "a--b", "a.b", "0.1-2.z", letters(64), letters(253), labels(253)],
  refused: [...words("SampleAccount a_b -a a- .a a. a..b a-.b a.-b a/b ä"), "", "a b", "a\n", letters(254), labels(254)],
};

const LABELS = {
  accepted: ["a", "0", "apps", "kube-system", "a--b", "0a", letters(63), `a${"-".repeat(61)}a`],
  refused: ["", "Apps", "a.b", "a_b", "-a", "a-", "-", "a b", "ä", "a\n", letters(64), `a${"-".repeat(62)}a`],
};

const REGISTRY_IDS = REGISTRY_ID.slice(0, REGISTRY_ID.lastIndexOf("/"));
const ASSIGNMENT_ID = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/${OBJECT_ID}`;
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** Of any registry: what container runtimes take for a host. Of Azure Container Registry: no port, no data endpoint. */
const HOSTS = {
  accepted: [
    ...words(`contoso.azurecr.io contoso.azurecr.us contoso-a1b2c3.azurecr.cn contoso.westeurope.geo.azurecr.io
        registry.corp.example registry.corp.example:5000 registry:5000 localhost localhost:5000 10.0.0.4
        127.0.0.1:5000 [::1] [::1]:5000 [2001:db8::4]:443 [::ffff:10.0.0.4]:443`),
  ],
  refused: [
    ...words(`contoso Contoso.azurecr.io https://contoso.azurecr.io contoso.azurecr.io:443 contoso.azurecr.us:443
        contoso.westeurope.geo.azurecr.io:443 contoso.westeurope.data.azurecr.io
        contoso.westeurope.data.azurecr.io:443 registry.corp.example: registry.corp.example:https
        registry.corp.example:500000 ::1 ::1:5000 [::1 [::1]5000 [registry]:5000 Localhost:5000`),
    "",
    " localhost:5000",
    "localhost:5000\n",
  ],
};

const ALL = { ...RULES, ...IDENTITY_RULES };

const TABLE: Record<keyof typeof ALL, Row> = {
  imagePrefix: {
    accepted: ["contoso.azurecr.io/", "contoso.azurecr.io/public/", "contoso.azurecr.io/tools/debug:", "localhost:5000/a@"],
    refused: ["", "/", "contoso.azurecr.io", "contoso.azurecr.io/public", "contoso.azurecr.io/public/*", "/public/"],
  },
  approvedImages: {
    accepted: [...HOSTS.accepted, ...words("contoso.azurecr.io/team-a docker.io/library/nginx localhost:5000/a/b__c")],
    refused: [
      ...HOSTS.refused,
      ...words(`contoso.azurecr.io/ contoso.azurecr.io/team-a/ contoso.azurecr.io//a contoso.azurecr.io/A contoso.azurecr.io/a:1
        contoso.azurecr.io/a/../b contoso.azurecr.io:443/a *.azurecr.io contoso.azurecr.io/* team/app index.docker.io
        index.docker.io/library registry-1.docker.io/library contoso.azurecr.io/a@b contoso.azurecr.io/"`),
    ],
  },
  registryName: {
    accepted: ["contoso", "Contoso01", "12345", letters(5), letters(50)],
    refused: ["", letters(4), letters(51), "contoso.azurecr.io", "con-toso", "con_toso", "con toso", "contöso", "contoso\n"],
  },
  loginServer: {
    accepted: [
      ...words(`contoso.azurecr.io contoso.azurecr.cn contoso-a1b2c3.azurecr.io contoso.westeurope.geo.azurecr.io
        data.azurecr.io a.b 0.1`),
      `${letters(251)}.a`,
      labels(253),
    ],
    refused: [
      ...words(`contoso.westeurope.data.azurecr.io contoso Contoso.azurecr.io https://contoso.azurecr.io contoso.azurecr.io/
        contoso.azurecr.io/team contoso.azurecr.io:443 contoso.azurecr.io. .azurecr.io contoso..io -contoso.io
        contoso-.io contoso.io- con_toso.io`),
      "",
      " contoso.azurecr.io",
      "contoso.azurecr.io\n",
      `${letters(252)}.a`,
      labels(254),
    ],
  },
  registryHost: {
    accepted: HOSTS.accepted,
    refused: [...HOSTS.refused, "contoso.azurecr.io/", "contoso.azurecr.io/team", labels(254)],
  },
  additionalLoginServer: {
    accepted: HOSTS.accepted,
    refused: [...HOSTS.refused, "contoso.azurecr.io/", "contoso.azurecr.io/team", labels(254)],
  },
  repository: {
    accepted: ["a", "0", "app", "team/app", "a/b/c/d", "a.b/c_d/e-f", "a__b/c--d", "*", "team/*", "a/b/*", letters(255)],
    refused: [
      ...words(`/ /app app/ team//app team* *team te*am ** */ */app */* team/*/app team/** team/app* Team/app -app app- .app
        app_ team/.app app:1 app@sha256:0 https://contoso.azurecr.io/app contoso.azurecr.io:443/app ä app'`),
      "",
      "a b",
      "app\n",
      "*\n",
      "\n*",
    ],
  },
  tokenName: {
    accepted: ["puller", "Team-A-2", "a----", "a1234", letters(5), letters(49)],
    refused: ["", letters(4), letters(50), "1puller", "-puller", "team_app", "team.app", "team app", "pullér", "puller\n"],
  },
  identityName: {
    accepted: ["app", "App_pull-1", "1pp", letters(128)],
    refused: ["", "ab", letters(129), "-app", "_app", "app.pull", "app pull", "äpp", "app\n"],
  },
  identityPlace: { accepted: ["rg", "westeurope"], refused: [""] },
  tenantId: {
    accepted: [OBJECT_ID, OBJECT_ID.toUpperCase()],
    refused: ["", "contoso.onmicrosoft.com", `${OBJECT_ID} `, `{${OBJECT_ID}}`],
  },
  unsupportedReason: {
    accepted: ["tried on 2026-11-30", "a", "7", "„geprüft“ – läuft", "試した"],
    refused: [
      "",
      " ",
      "   ",
      "\n",
      "\t",
      "-",
      "tried\n",
      "a\nb",
      "\u001b[2J",
      "a\u001b[2J",
      "a\u0085",
      "a\u202e",
      "a\u00ad",
      "a\u2028",
    ],
  },
  identityBindingName: {
    accepted: ["a", "shop", "shop1", letters(63)],
    refused: ["", "1shop", "shop-app", "Shop", "shop_app", letters(64), "shop\n"],
  },
  issuerUrl: {
    accepted: [
      ...words(`https://oidc.contoso.com/well-known/ https://oidc.contoso.com https://oidc.contoso.com/
        https://oidc.contoso.com/prod/ https://oidc.contoso.com/prod/..a/b..
        https://westeurope.oic.prod-aks.azure.com/1f/2e/ https://contoso.blob.core.windows.net/oidc-issuer_1/
        https://local.contoso.com https://11.0.0.1`),
    ],
    refused: [
      ...words(`https://oidc.contoso.com/prod/.well-known/openid-configuration oidc.contoso.com http://oidc.contoso.com
        https://oidc https://oidc.contoso.com:6443 https://oidc.contoso.com:443/prod https://oidc.contoso.com:
        https://oidc.contoso.com/../x https://oidc.contoso.com/x/.. https://oidc.contoso.com/./x
        https://oidc.contoso.com/%2e%2e/x https://oidc.contoso.com. HTTPS://oidc.contoso.com https://0x7f.0.0.1
        https://0177.0.0.1 https://127.1 https://11.1 https://256.0.0.1 https://100.64.0.1 https://0.0.0.0
        https://oidc.contoso.com/prod?x=1 https://oidc.contoso.com/prod#x https://oidc.contoso.com//prod
        https://Oidc.contoso.com https://kubernetes.default.svc https://kubernetes.default.svc.cluster.local
        https://kubernetes.default.svc.cluster.local/ https://api.prod.internal/oidc https://cluster.localhost
        https://10.0.0.1 https://192.168.1.4/oidc https://172.16.0.1:443 https://127.0.0.1 https://169.254.169.254`),
      "",
      "https://oidc.contoso.com\\x",
      " https://oidc.contoso.com",
      "https://oidc.contoso.com\n",
      "https://oidc.contoso.com\n",
      `https://oidc.contoso.com/${letters(600)}`,
    ],
  },
  subjectNamespace: {
    accepted: ["a", "shop", "shop-1", letters(63)],
    refused: ["", "*", "shop-*", "Shop", "shop.eu", "-shop", "shop-", letters(64), "shop\n"],
  },
  subjectAccount: {
    accepted: ["a", "default", "app.contoso", labels(253)],
    refused: ["", "*", "app-*", "App", "app_1", "shop:app", labels(254), "app\n"],
  },
  nameOfCluster: {
    accepted: ["green", "b", "west-europe-2", "a".repeat(32)],
    refused: ["", "Green", "-green", "green-", "west_europe", "a.b", "a".repeat(33)],
  },
  clusterRoleName: {
    accepted: ["acr-credential-provider", "a.b", labels(253)],
    refused: ["", "Acr", "acr:pull", "acr/pull", labels(254), "acr\n"],
  },
  keyVaultId: {
    accepted: [
      KEY_VAULT_ID,
      KEY_VAULT_ID.replace("resourceGroups", "resourcegroups"),
      KEY_VAULT_ID.replace("contoso", "kv-1"),
      KEY_VAULT_ID.replace("contoso", letters(3)),
      KEY_VAULT_ID.replace("contoso", letters(24)),
    ],
    refused: [
      ...words(`contoso https://contoso.vault.azure.net/ ${KEY_VAULT_ID}/secrets/acr-password`),
      "",
      KEY_VAULT_ID.replace("contoso", letters(2)),
      KEY_VAULT_ID.replace("contoso", letters(25)),
      KEY_VAULT_ID.replace("contoso", "con_toso"),
      KEY_VAULT_ID.replace("/rg/", "//"),
      KEY_VAULT_ID.replace("Microsoft.", "Microsoft_"),
      KEY_VAULT_ID.replace("vaults", "managedHSMs"),
      `${KEY_VAULT_ID}\n`,
      KEY_VAULT_ID.slice(1),
      REGISTRY_ID,
    ],
  },
  keyVaultSecretName: {
    accepted: ["a", "0", "-", "acr-Password-1", letters(127)],
    refused: [
      ...words("acr_password acr.password acr/password https://contoso.vault.azure.net/secrets/acr ä"),
      "",
      letters(128),
      "acr password",
      "a\n",
    ],
  },
  roleAssignmentId: {
    accepted: [ASSIGNMENT_ID, ASSIGNMENT_ID.replace("resourceGroups", "resourcegroups")],
    refused: [
      ...words(`${ASSIGNMENT_ID}0 ${ASSIGNMENT_ID}/`),
      "",
      OBJECT_ID,
      REGISTRY_ID,
      ASSIGNMENT_ID.slice(0, -1),
      `${ASSIGNMENT_ID}\n`,
      ASSIGNMENT_ID.replace("Microsoft.Authorization", "Microsoft_Authorization"),
      ASSIGNMENT_ID.replace("roleAssignments", "roleDefinitions"),
    ],
  },
  expiry: {
    accepted: ["2027-01-31T00:00:00Z", "2030-12-31T23:59:59Z"],
    refused: [
      ...words(`soon 2027-01-31 2027-01-31T00:00Z 2027-01-31T00:00:00 2027-01-31T00:00:00z 2027-01-31t00:00:00Z
        2027-01-31T00:00:00.000Z 2027-01-31T00:00:00+00:00 27-01-31T00:00:00Z 02027-01-31T00:00:00Z
        2027-1-31T00:00:00Z`),
      "",
      "2027-01-31 00:00:00Z",
      "2027-01-31T00:00:00Z\n",
    ],
  },
  registryId: {
    accepted: [
      ...words(`${REGISTRY_IDS}/${letters(5)} ${REGISTRY_IDS}/${letters(50)}`),
      REGISTRY_ID,
      REGISTRY_ID.replace("resourceGroups", "resourcegroups"),
      REGISTRY_ID.replace("rg-shared", "RG_(1).ä"),
    ],
    refused: [
      ...words(`contoso contoso.azurecr.io ${REGISTRY_IDS}/${letters(4)} ${REGISTRY_IDS}/${letters(51)} ${REGISTRY_ID}/
        ${REGISTRY_ID}/scopeMaps/pull`),
      "",
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
  objectId: GUIDS,
  clientId: GUIDS,
  principalId: GUIDS,
  identityId: {
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
  groupObjectId: GUIDS,
  subnetId: {
    accepted: [subnetId("prod"), subnetId("prod").replace("resourceGroups", "resourcegroups"), subnetId("a", "_b.c")],
    refused: ["", networkId("prod"), "endpoints", `${subnetId("prod")}/`, `${subnetId("prod")}\n`, subnetId("prod", "")],
  },
  networkId: {
    accepted: [networkId("prod"), networkId("prod").replace("resourceGroups", "resourcegroups")],
    refused: ["", subnetId("prod"), "prod", `${networkId("prod")}/`, networkId("")],
  },
  ipRange: {
    accepted: ["203.0.113.7", "203.0.113.0/24", "0.0.0.0/32", "198.51.100.0/0"],
    refused: ["", "203.0.113", "203.0.113.0/33", "203.0.113.0/", "any", "::1/128", "203.0.113.0/24 ", "contoso.example"],
  },
  zone: { accepted: ["1", "2", "3"], refused: ["", "westeurope-1", "12", "one"] },
  clusterName: {
    accepted: ["a", "0", "Prod", "prod-1_b", "a--b", "a__b", letters(63), `a${"_".repeat(61)}a`],
    refused: ["", "-a", "a-", "_a", "a_", "-", "a.b", "a b", "ä", "a\n", letters(64), `a${"_".repeat(62)}a`],
  },
  clusterId: {
    accepted: [clusterId("prod"), clusterId("Prod_1").replace("resourceGroups", "resourcegroups")],
    refused: ["", "prod", REGISTRY_ID, `${clusterId("prod")}/`, clusterId(""), clusterId("prod").slice(1)],
  },
  kubernetesVersion: {
    accepted: ["1.33", "1.33.5", "2.0"],
    refused: ["", "1", "v1.33", "1.33.5.1", "1.33-preview", "latest", " 1.33", "1.33\n"],
  },
  dnsPrefix: {
    accepted: ["a", "0", "Prod", "prod-1", "a--b", letters(54), `a${"-".repeat(52)}a`],
    refused: ["", "-a", "a-", "-", "a_b", "a.b", "a b", "ä", "a\n", letters(55), `a${"-".repeat(53)}a`],
  },
  username: { accepted: ["a", "00000000-0000-0000-0000-000000000000", "two words"], refused: ["", "a:b", ":"] },
  password: { accepted: ["a", ":", " "], refused: [""] },
  resourceGroupName: {
    accepted: ["a", "rg-prod", "MC_rg-prod_prod_westeurope", "rg(1).a_b", letters(90), "größe"],
    refused: ["", "rg.", "rg prod", "/subscriptions/1/resourceGroups/rg", "rg/acr", letters(91)],
  },
  notEmpty: { accepted: ["a", " ", '"', "ä", "a\nb", letters(10_000)], refused: [""] },
  namespace: LABELS,
  secretName: SUBDOMAINS,
  serviceAccountName: SUBDOMAINS,
  policyName: {
    accepted: [...SUBDOMAINS.accepted, "pull.contoso.example", "gatekeeper"],
    refused: [...SUBDOMAINS.refused, "gatekeeper-k8sazurev3", "azurepolicy-pull", "aks-managed-pull"],
  },
  serverVersion: {
    accepted: ["1.36", "1.36.2", "v1.36.2", "v1.36.2+k3s1", "v1.37.0-beta.1", "v1.34.1-eks-113cf36"],
    refused: ["", "1", "1.", "v1.x", "136", "latest", "kubernetes 1.36", "1.36 "],
  },
  jobName: LABELS,
  labelKey: {
    accepted: ["team", "0", "Team_a.b-c", letters(63), "app.kubernetes.io/part-of", `${labels(253)}/${letters(63)}`],
    refused: ["", "-team", "team.", "a b", "a/b/c", "/team", "team/", "Example.com/team", "ä", "team\n", letters(64)],
  },
  labelValue: {
    accepted: ["", "web", "0", "Web_a.b-c", letters(63)],
    refused: ["-web", "web-", "a b", "a/b", "a:b", "ä", "web\n", letters(64)],
  },
  quantity: {
    accepted: ["0", "1", "0.5", "100m", "1k", "1M", "1G", "64Ki", "64Mi", "1.5Gi"],
    refused: ["", "fast", "64MB", "64 Mi", "-1", ".5", "1.", "1,5", "100M i", "64mi", "64Mi\n"],
  },
  image: {
    accepted: [
      ...words(`contoso.azurecr.io/app contoso.azurecr.io/team/app:1 contoso.azurecr.io/team/app_b.c-d:V1.0_rc-1
        contoso.azurecr.io/team/app@${DIGEST} contoso.azurecr.io/team/app:1@${DIGEST}`),
      `contoso.azurecr.io/team/app@sha512:${"0123456789abcdef".repeat(8)}`,
      ...HOSTS.accepted.flatMap((host) => [`${host}/team/app:1`, `${host}/app@${DIGEST}`]),
    ],
    refused: [
      ...words(`nginx library/nginx team/app:1 contoso.azurecr.io contoso.azurecr.io/ contoso.azurecr.io/:1
        Contoso.azurecr.io/app contoso.azurecr.io/Team/app https://contoso.azurecr.io/app contoso.azurecr.io:443/app
        contoso.azurecr.io/app: contoso.azurecr.io/app:1:2 contoso.azurecr.io/app@sha256:0
        contoso.azurecr.io/app@${DIGEST.slice(0, -1)} contoso.azurecr.io/app@${DIGEST}0
        contoso.azurecr.io/app@${DIGEST.toUpperCase()} contoso.azurecr.io/app@${DIGEST}:1`),
      ...HOSTS.refused.map((host) => `${host}/team/app:1`),
      "",
      "contoso.azurecr.io/app:a b",
      "contoso.azurecr.io/app:1 ",
      `contoso.azurecr.io/app@${DIGEST.replace("256", "512")}`,
    ],
  },
};

const ROWS = Object.entries(TABLE).map(([name, row]) => ({ name, rule: ALL[name as keyof typeof ALL] as TextRule, ...row }));

test.each(ROWS)("the rule $name accepts what obeys it", ({ name, rule, accepted }) => {
  for (const text of accepted) {
    expect(() => checkText("Thing.fromName", name, text, rule)).not.toThrow();
  }
});

test.each(ROWS)("the rule $name refuses what breaks it, with its own words", ({ name, rule, refused }) => {
  for (const text of refused) {
    const got = rule.mayBeSecret && text !== "" ? undefined : text;
    expect(() => checkText("Thing.fromName", name, text, rule)).toThrow(
      new Error(sentence("Thing.fromName", { property: name, got, must: rule.must, repair: rule.repair, see: rule.see })),
    );
  }
});

test("an error has the property, the rule, the value, the repair and where to read more", () => {
  expect(() => checkText("Thing.fromName", "loginServer", "contoso", RULES.loginServer)).toThrow(
    new Error(
      "Thing.fromName: loginServer must be a lowercase host name such as contoso.azurecr.io, without scheme, path or port, " +
        "and not a data endpoint, got 'contoso'; use what `az acr show --query loginServer --output tsv` prints; " +
        "see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#login-servers",
    ),
  );
});

test("a missing environment variable counts as an empty text", () => {
  const missing = process.env.NO_SUCH_VARIABLE as string;
  // A rule that has accepted nothing yet.
  expect(() => checkText("Thing.fromName", "location", missing, { ...RULES.notEmpty })).toThrow(
    "location must not be empty, got ''",
  );
});

test("a text must not contain a number that is unknown until plan, which cdktf would not find in it", () => {
  const stack = emptyStack();
  const { numberValue } = new TerraformVariable(stack, "number", { type: "number" });
  expect(() => checkText(stack, "username", `a-${numberValue}`, RULES.username)).toThrow(
    new Error(
      "[stack] username must not contain a number that is unknown until plan; use a variable of type string, or Token.asString " +
        `of the number${SEE_RULES}`,
    ),
  );
});

describe("Terraform (RE2, inside an HCL string) and JavaScript agree", () => {
  const patterns = ROWS.flatMap(({ rule, ...row }) =>
    [rule.pattern, rule.forbidden ?? []].flat().map((pattern) => ({ ...row, pattern })),
  );

  test.each(patterns)("on the pattern $pattern of $name", ({ pattern, accepted, refused }) => {
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

  // These look for any character.
  test.each(ROWS.filter(({ rule }) => rule.pattern !== "."))(
    "that the pattern of $name matches the whole text",
    ({ rule: { pattern } }) => {
      expect(withoutGroups(pattern)).toMatch(/^\^[^|]*\$$/);
    },
  );
});

/** An alternative within a group does not end the pattern. */
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
  ["admin:hunter2@contoso.azurecr.io/App@sha256:0", "…@contoso.azurecr.io/App@sha256:0"],
  ["https://contoso.azurecr.io", "https://contoso.azurecr.io"],
  ["someone@contoso.com:", "someone@contoso.com:"],
  [`admin:hunter2@contoso.azurecr.io/App@sha512:0`, `…@contoso.azurecr.io/App@sha512:0`],
  [`contoso:443/Team/app:1@${DIGEST}`, `contoso:443/Team/app:1@${DIGEST}`],
])("an error about %s shows no password, but the digest of an image", (given, shown) => {
  expect(() => checkText("Thing.fromName", "loginServer", given, RULES.loginServer)).toThrow(`got '${shown}';`);
});
