import { type TerraformStack, Token } from "cdktf";
import {
  ArgoCdChartSecret,
  type ArgoCdChartSecretProps,
  type DefaultServiceAccountProps,
  ImagePolicy,
  type ImagePolicyProps,
  ImagePullSecret,
  type ImagePullSecretAttributes,
  type ImagePullSecretProps,
  PullCheck,
  type PullCheckProps,
  PullIdentityConsumer,
  PullRoleAssignment,
  PullSecretPolicy,
  PullSecretPolicyMode,
  type PullSecretPolicyProps,
  ServiceAccount,
  type ServiceAccountAttributes,
  type ServiceAccountProps,
} from "../../../src";
import { bareNamespace, edgeProvider, LITERAL, pullSecret } from "../../support/builders";
import {
  accountOf,
  another,
  areRefused,
  IMAGE,
  known,
  patchOf,
  type Row,
  SUBJECTS,
  table,
  untyped,
  type Wrong,
} from "../../support/refusals";
import { CLIENT_ID, LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../../support/values";

const { WORKLOAD_IDENTITY, EXTERNAL_SECRETS } = PullIdentityConsumer;

const secretOf = (stack: TerraformStack, attributes: Partial<ImagePullSecretAttributes> = {}) =>
  ImagePullSecret.fromSecretAttributes(stack, "theirs", { secretName: "theirs", namespaces: ["apps"], ...attributes });

/** What both kinds of accounts refuse. */
const OF_ACCOUNTS: readonly Row<DefaultServiceAccountProps>[] = [
  ["imagePullSecrets", { namespaces: ["apps"] }, "or a PullIdentity"],
  [
    "pullIdentity",
    (stack) => ({ namespaces: ["web"], pullIdentity: known(stack) }),
    'add { namespaceName: "web", serviceAccountName',
  ],
  ["imagePullSecrets[0]", { imagePullSecrets: [untyped(LITERAL)] }],
  ["namespaces", (stack) => ({ imagePullSecrets: [pullSecret(stack)], namespaces: ["jobs"] }), "add them to the namespaces of"],
  ["provider", (stack) => ({ imagePullSecrets: [pullSecret(stack)], provider: edgeProvider(stack) }), "give"],
];

const DELIVERY: readonly Wrong[] = [
  ...table<ImagePullSecretProps>("ImagePullSecret", (stack, props) => pullSecret(stack, "acr-pull", props), [
    ["secretName", { secretName: "SampleSecret" }],
    ["namespaces", { namespaces: undefined }, "list the namespaces of the pods"],
    ["namespaces", { namespaces: ["Apps"] }],
    ["existingInNamespaces", { existingInNamespaces: ["apps", "apps"] }],
    ["namespaceSelector", { namespaces: undefined, namespaceSelector: {} }, "leave it out, and list the namespaces"],
    [
      "namespaceSelector",
      { namespaces: undefined, namespaceSelector: Token.asStringMap({ resolve: () => ({}) }) },
      "variable.stringValue",
    ],
    ["namespaceSelector.matchLabels", { namespaces: undefined, namespaceSelector: untyped({ matchLabels: { team: "shop" } }) }],
    ["namespaces", { namespaces: ["Apps"], namespaceSelector: { team: "a" } }],
    ["the name of namespaceSelector", { namespaces: undefined, namespaceSelector: { "a b": "c" } }, "correct the name"],
    ["namespaceSelector.team", { namespaces: undefined, namespaceSelector: { team: "a,b=c" } }, "correct the value"],
    ["credentials", { credentials: [] }, "pass the credentials of a registry"],
    ["credentials[0]", { credentials: [untyped(undefined)] }, "pass a RegistryToken"],
    ["loginServer", { credentials: [{ ...LITERAL, loginServer: "https://contoso.azurecr.io" }] }],
    ["username", { credentials: [{ ...LITERAL, username: "" }] }],
    ["password", { credentials: [{ ...LITERAL, password: "" }] }],
    [
      "credentials",
      { credentials: [LITERAL, { ...LITERAL, username: "other" }] },
      "create a second secret for other credentials",
    ],
  ]),
  ...table<ImagePullSecretAttributes>("ImagePullSecret.fromSecretAttributes", secretOf, [
    ["namespaces", { namespaces: [] }, "list the namespaces"],
    ["namespaces", { namespaces: ["Apps"] }],
    ["secretName", { secretName: "Acr" }],
    ["loginServers", { loginServers: ["CONTOSO.azurecr.io"] }],
    ["dependsOn", (stack) => ({ dependsOn: [bareNamespace(another(stack), "apps")] }), "create both in one stack"],
  ]),
  ...table<ServiceAccountProps>("ServiceAccount", accountOf, [
    ...OF_ACCOUNTS,
    ["serviceAccountName", (stack) => ({ imagePullSecrets: [pullSecret(stack)], serviceAccountName: "SampleAccount" })],
    [
      "serviceAccountName",
      (stack) => ({ imagePullSecrets: [pullSecret(stack)], serviceAccountName: "default" }),
      "choose another name, or use DefaultServiceAccount in the code of the stack to patch that account",
    ],
    ["imagePullSecrets", { imagePullSecrets: [] }, "pass an ImagePullSecret"],
    ["namespaces", (stack) => ({ pullIdentity: known(stack) }), "list the namespaces"],
    [
      "pullIdentity",
      (stack) => ({ namespaces: ["apps"], serviceAccountName: "web", pullIdentity: known(stack) }),
      "to its subjects",
    ],
    ["pullIdentity", (stack) => ({ namespaces: ["apps"], pullIdentity: known(another(stack)) }), "create both in one stack"],
    ["pullIdentity", { namespaces: ["apps"], pullIdentity: untyped({ clientId: CLIENT_ID, tenantId: OBJECT_ID }) }],
    [
      "annotations",
      (stack) => {
        const annotations = { "kubernetes.azure.com/acr-client-id": CLIENT_ID };
        return { namespaces: ["apps"], pullIdentity: known(stack), annotations };
      },
      "remove it, since it is set",
    ],
    [
      "existingInNamespaces",
      (stack) => ({ imagePullSecrets: [pullSecret(stack)], existingInNamespaces: ["jobs"] }),
      "add it to namespaces as well",
    ],
    [
      "namespaceSelector",
      (stack) => ({ imagePullSecrets: [pullSecret(stack)], namespaceSelector: { team: "web" } }),
      "remove it",
    ],
    ["imagePullSecrets", (stack) => ({ imagePullSecrets: [secretOf(another(stack))] }), "create both in one stack"],
  ]),
  ...table<ServiceAccountAttributes>(
    "ServiceAccount.fromServiceAccountAttributes",
    (stack, attributes) => {
      const own = { serviceAccountName: "chart", namespaces: ["apps"] };
      return ServiceAccount.fromServiceAccountAttributes(stack, "app", { ...own, ...attributes });
    },
    [
      ["namespaces", { namespaces: [] }, "list the namespaces"],
      ["serviceAccountName", { serviceAccountName: "App" }],
      ["namespaces", (stack) => ({ namespaces: ["jobs"], imagePullSecrets: [secretOf(stack)] }), "add them to the namespaces of"],
      [
        "provider",
        (stack) => ({ provider: edgeProvider(stack), imagePullSecrets: [secretOf(stack)] }),
        "give the secrets the same provider",
      ],
      ["dependsOn", (stack) => ({ dependsOn: [bareNamespace(another(stack), "apps")] }), "create both in one stack"],
    ],
  ),
  ...table<DefaultServiceAccountProps>("DefaultServiceAccount", patchOf, [
    ...OF_ACCOUNTS,
    [
      "automountServiceAccountToken",
      (stack) => {
        const pullIdentity = known(stack, [{ namespaceName: "apps", serviceAccountName: "default" }]);
        return { namespaces: ["apps"], pullIdentity, automountServiceAccountToken: false };
      },
      "pass imagePullSecrets: []",
    ],
    ["namespaces", (stack) => ({ imagePullSecrets: [pullSecret(stack)], namespaces: [] }), "list the namespaces"],
    ["formerNamespaces", (stack) => ({ imagePullSecrets: [pullSecret(stack)], formerNamespaces: ["Jobs"] })],
    ["formerNamespaces", (stack) => ({ imagePullSecrets: [pullSecret(stack)], formerNamespaces: ["jobs", "jobs"] })],
    ["deletionPolicyName", (stack) => ({ imagePullSecrets: [pullSecret(stack)], deletionPolicyName: "Keep" }), "choose"],
  ]),
  ...table<PullCheckProps>(
    "PullCheck",
    (stack, props) => new PullCheck(stack, "check", { image: IMAGE, namespaces: ["apps"], ...props }),
    [
      ["jobName", { jobName: "PullCheck" }],
      ["image", { image: "nginx" }],
      ["command", { command: [] }, "leave it out for `true`"],
      ["deadlineSeconds", { deadlineSeconds: 0 }],
      ["deadlineSeconds", { deadlineSeconds: 1.5 }],
      ["namespaces", { namespaces: [] }, "list the namespaces of the pods"],
      ["namespaces", { namespaces: ["apps", "apps"] }, "remove the duplicate"],
      ["the name of labels", { labels: { "-team": "web" } }, "correct the name"],
      ["labels.team", { labels: { team: "web shop" } }, "correct the value"],
      ["the name of annotations", { annotations: { "a/b/c": "web" } }, "correct the name"],
      ["the name of nodeSelector", { nodeSelector: { "pool=web": "" } }],
      ["nodeSelector.agentpool", { nodeSelector: { agentpool: "a".repeat(64) } }, "correct the value"],
      ["cpu", { cpu: "fast" }],
      ["memory", { memory: "" }],
      ["tolerations.key", { tolerations: [{ key: "" }] }, "correct the name"],
      ["tolerations.value", { tolerations: [{ key: "dedicated", value: "web/shop" }] }, "correct the value"],
      [
        "dependsOn",
        (stack) => {
          const grant = new PullRoleAssignment(another(stack), "pull", { registryId: REGISTRY_ID, principalId: OBJECT_ID });
          return { dependsOn: grant.requires };
        },
        "create both in one stack",
      ],
      [
        "serviceAccount",
        (stack) => {
          const other = another(stack);
          return { namespaces: undefined, serviceAccount: accountOf(other, { imagePullSecrets: [pullSecret(other)] }) };
        },
        "create both in one stack",
      ],
      ...[EXTERNAL_SECRETS, WORKLOAD_IDENTITY].map((consumer): Row<PullCheckProps> => {
        const account = (stack: TerraformStack) =>
          accountOf(stack, { namespaces: ["apps"], pullIdentity: known(stack, SUBJECTS, consumer) });
        const alone = (stack: TerraformStack) => ({ namespaces: undefined, serviceAccount: account(stack), identityOnly: true });
        return ["identityOnly", alone, "pass a serviceAccount with a pullIdentity"];
      }),
    ],
  ),
  ...table<PullSecretPolicyProps>(
    "PullSecretPolicy",
    (stack, { imagePullSecret = pullSecret(stack), ...props }) =>
      new PullSecretPolicy(stack, "demand", { mode: PullSecretPolicyMode.VALIDATE, imagePullSecret, ...props }),
    [
      ["namespaceSelector", { namespaceSelector: {} }, "leave it out"],
      ["namespaceSelector", { namespaceSelector: { "kubernetes.io/metadata.name": "kube-system" } }, "create no policy for them"],
      ["the name of namespaceSelector", { namespaceSelector: { "a b": "web" } }],
      ["namespaceSelector.team", { namespaceSelector: { team: "a b" } }],
      ["exemptNamespaceLabel", { exemptNamespaceLabel: "a b" }, "correct the name"],
      ["exemptNamespaceLabel", { namespaceSelector: { team: "a" }, exemptNamespaceLabel: "team" }, "set a label of its own"],
      ["exemptPodLabel", { exemptPodLabel: "break glass" }, "correct the name"],
      ["exemptImagePrefixes", { exemptImagePrefixes: ["contoso.azurecr.io/pub"] }, "end it where a name ends"],
      ["exemptImagePrefixes", { exemptImagePrefixes: ["fabrikam.azurecr.io/public/"] }, "write the host, a slash"],
      ["exemptImagePrefixes", { exemptImagePrefixes: [`${LOGIN_SERVER}/public/`, `${LOGIN_SERVER}/public/`] }],
      ["workloadValidationActions", { workloadValidationActions: ["Deny", "Warn"] }, "use PullSecretPolicy.WARN to roll out"],
      ["serviceAccountNames", { serviceAccountNames: ["app"] }, "set workloadValidationActions"],
      ["serviceAccountNames", { serviceAccountNames: ["App"], workloadValidationActions: ["Warn"] }],
      ["serviceAccountNames", { serviceAccountNames: ["default", "default"], workloadValidationActions: ["Warn"] }],
      [
        "validationActions",
        { mode: PullSecretPolicyMode.MUTATE, kubernetesVersion: "1.36", validationActions: ["Warn"] },
        "create a second policy for VALIDATE",
      ],
      ["namespaces of the secret", (stack) => ({ imagePullSecret: pullSecret(stack, "a", { namespaces: ["kube-system"] }) })],
      ["loginServers of the secret", (stack) => ({ imagePullSecret: secretOf(stack) }), "fromSecretAttributes"],
      ["loginServers of the secret", (stack) => ({ imagePullSecret: secretOf(stack, { loginServers: [] }) })],
      ...['contoso.azurecr.io"]', "*.azurecr.io"].map((host): Row<PullSecretPolicyProps> => {
        return ["loginServers", (stack) => ({ imagePullSecret: Object.assign(pullSecret(stack), { loginServers: [host] }) })];
      }),
      ["kubernetesVersion", { kubernetesVersion: "1.29" }, "upgrade the cluster, or use DefaultServiceAccount"],
      ...["1.35", "v1.4.0", undefined].map((kubernetesVersion): Row<PullSecretPolicyProps> => {
        const props = { mode: PullSecretPolicyMode.MUTATE, kubernetesVersion };
        return ["kubernetesVersion", props, "use PullSecretPolicyMode.VALIDATE, or DefaultServiceAccount"];
      }),
      ["kubernetesVersion", { mode: PullSecretPolicyMode.MUTATE, kubernetesVersion: "latest" }],
    ],
  ),
  ...table<ImagePolicyProps>(
    "ImagePolicy",
    (stack, props) => new ImagePolicy(stack, "approved", { allowedImages: ["contoso.azurecr.io/team-a"], ...props }),
    [
      ["one of allowedImages and registries", { allowedImages: undefined }, "list what the cluster may run"],
      ["allowedImages", { allowedImages: ["contoso.azurecr.io/app:1"] }],
      ["allowedImages", { allowedImages: ["contoso.azurecr.io/team-a", "contoso.azurecr.io"] }, "remove one of them"],
      ["allowedImages", { allowedImages: ["contoso.azurecr.io/a", "contoso.azurecr.io/a"] }, "remove one of them"],
      ["exemptImages", { exemptImages: ["busybox"] }],
      ["exemptImages", { exemptImages: ["a.io/b", "a.io/b"] }, "remove the duplicate"],
      ...["v1)|(.*", "(?!latest).*", "(a)\\1"].map((allowedTagPattern): Row<ImagePolicyProps> => {
        return ["allowedTagPattern", { allowedTagPattern }, "write v[0-9]+"];
      }),
      ["allowedTagPattern", { allowedTagPattern: "" }, "set a value"],
      ["allowedTagPattern", { allowedTagPattern: "v1", digestRequired: true }, "leave it out where"],
      ["validationActions", { validationActions: ["Deny", "Warn"] }, "use PullSecretPolicy.WARN"],
      ["workloadValidationActions", { workloadValidationActions: [] }, "use PullSecretPolicy.WARN"],
      ["exemptNamespaceLabel", { exemptNamespaceLabel: "a b" }, "correct the name"],
      ["exemptNamespaceLabel", { exemptNamespaceLabel: "kubernetes.io/metadata.name" }, "its own"],
      ["exemptNamespaceLabel", { namespaceSelector: { team: "a" }, exemptNamespaceLabel: "team" }, "its own"],
      ["namespaceSelector", { namespaceSelector: {} }, "leave it out"],
      ["policyName", { policyName: "azurepolicy-images" }],
    ],
  ),
  ...table<ArgoCdChartSecretProps>(
    "ArgoCdChartSecret",
    (stack, props) => new ArgoCdChartSecret(stack, "charts", { credentials: LITERAL, ...props }),
    [
      ["secretName", { secretName: "Charts" }],
      ["namespaceName", { namespaceName: "argo.cd" }],
      ["loginServer", { credentials: { ...LITERAL, loginServer: "oci://contoso.azurecr.io" } }],
      ["username", { credentials: { ...LITERAL, username: "a:b" } }],
    ],
  ),
];

areRefused(DELIVERY);
