import {
  CustomerAccess,
  type CustomerAccessProps,
  RegistryCredentials,
  type RegistryKeyVaultSecretOptions,
  type RegistryPasswordOptions,
  RegistryToken,
  type RegistryTokenProps,
  ServicePrincipalCredentials,
  type ServicePrincipalCredentialsProps,
} from "../../../src";
import { knownRegistry } from "../../support/builders";
import { areRefused, bareRegistry, LOGIN, type Row, table, untyped, VAULT, type Wrong } from "../../support/refusals";
import { KEY_VAULT_ID, LOGIN_SERVER, OBJECT_ID } from "../../support/values";

const OLDEST = "raise generation first, by one, and oldestGeneration once nobody uses the old password any more";

const CREDENTIALS: readonly Wrong[] = [
  ...table<RegistryTokenProps>(
    "RegistryToken",
    (stack, { registry = knownRegistry(stack), ...props }) =>
      new RegistryToken(stack, "puller", { repositories: ["*"], ...props, registry }),
    [
      ["registry", (stack) => ({ registry: untyped(bareRegistry(stack)) })],
      ["tokenName", { tokenName: "pull" }],
      ["tokenName", { tokenName: "pul", generation: 2 }, "set tokenName"],
      ["tokenName", { tokenName: "a".repeat(48), generation: 2 }, "set tokenName"],
      ["tokenName", { tokenName: "a".repeat(47), generation: 10 }, "set tokenName"],
      ["repositories", { repositories: [] }, "use names such as team/app or team/*"],
      ["repositories", { repositories: ["app", "*", "app"] }, "remove the duplicate"],
      ["repositories", { repositories: ["team/app", "team*"] }],
      ...[0, -1, 1.5, Number.POSITIVE_INFINITY].map((generation): Row<RegistryTokenProps> => ["generation", { generation }]),
      ["expiry", { expiry: "soon" }],
      ["expiry", { expiry: "2027-02-31T00:00:00Z" }, "correct the day"],
      ["expiry", { expiry: "2027-02-29T00:00:00Z" }, "correct the day"],
    ],
  ),
  ...table<CustomerAccessProps>(
    "CustomerAccess",
    (stack, props) => {
      const own = { registry: knownRegistry(stack), repositories: ["product/*"], expiry: "2027-06-30T00:00:00Z" };
      return new CustomerAccess(stack, "fabrikam", { ...own, ...props });
    },
    [
      ["oldestGeneration", { generation: 1, oldestGeneration: 0 }, OLDEST],
      ["oldestGeneration", { generation: 1, oldestGeneration: 2 }, OLDEST],
      ["oldestGeneration", { generation: 5, oldestGeneration: 3 }, OLDEST],
      ["oldestGeneration", { generation: 2, oldestGeneration: 1.5 }, OLDEST],
      ["secretName", { secretName: "acr" }, "also set keyVaultId"],
      ["expiry", { expiry: undefined }],
      ["repositories", { repositories: ["product*"] }],
      ["tokenName", { tokenName: "ab" }],
      ["keyVaultId", { keyVaultId: "contosovault" }],
      ["secretName", { keyVaultId: KEY_VAULT_ID, secretName: "a_b" }, "set a secretName of at most 118"],
      ["secretName", { keyVaultId: KEY_VAULT_ID, secretName: "s".repeat(119) }, "set a secretName of at most 118"],
    ],
  ),
  ...table<ServicePrincipalCredentialsProps>(
    "ServicePrincipalCredentials",
    (stack, props) => new ServicePrincipalCredentials(stack, "puller", { registry: knownRegistry(stack), ...props }),
    [
      ["displayName", { displayName: "" }],
      ["owners", { owners: [OBJECT_ID, "someone@contoso.com"] }],
      ["owners", { owners: [OBJECT_ID, OBJECT_ID] }],
      ["expiry", { expiry: "2027-01-31" }],
      ["generation", { generation: 0 }, "start at 1 and raise it to rotate"],
    ],
  ),
  ...table<RegistryPasswordOptions>(
    "RegistryCredentials.fromPassword",
    (_stack, options) => RegistryCredentials.fromPassword({ ...LOGIN, ...options }),
    [
      ["loginServer", { loginServer: "https://contoso.azurecr.io" }],
      ["loginServer", { loginServer: process.env.NO_SUCH_VARIABLE }],
      ["additionalLoginServers", { additionalLoginServers: ["mirror.corp.example/team"] }],
      ["username", { username: "a:b" }],
      ["password", { password: process.env.NO_SUCH_VARIABLE }],
    ],
  ),
  ...table<RegistryKeyVaultSecretOptions>(
    "RegistryCredentials.fromKeyVaultSecret",
    (stack, options) =>
      RegistryCredentials.fromKeyVaultSecret(stack, "vault", { loginServer: LOGIN_SERVER, ...VAULT, ...options }),
    [
      ["loginServer", { loginServer: "https://contoso.azurecr.io" }],
      ["additionalLoginServers", { additionalLoginServers: ["mirror.corp.example/team"] }],
      ["keyVaultId", { keyVaultId: "https://contoso.vault.azure.net" }],
      ["usernameSecretName", { usernameSecretName: "" }],
      ["passwordSecretName", { passwordSecretName: "acr_password" }],
      ["generation", { generation: 0 }, "start at 1 and raise it"],
      ["generation", { generation: 1.5 }, "start at 1 and raise it"],
    ],
  ),
];

areRefused(CREDENTIALS);
