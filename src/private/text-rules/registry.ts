import { DATA_ENDPOINT, DIGEST, HOST, NOT_OF_AZURE, PATH, REGISTRY_HOST, REGISTRY_ID, TAG } from "./text-patterns";
import type { TextRule } from "./text-rule";

/** The host of any registry, Azure Container Registry or not. */
const REGISTRY = {
  pattern: `^${REGISTRY_HOST}$`,
  forbidden: NOT_OF_AZURE,
  maximumLength: 253,
  must:
    "be a lowercase host such as contoso.azurecr.io or registry.corp.example:5000, without scheme or path " +
    "(for Azure Container Registry also without a port, and not a data endpoint)",
  see: "login-servers",
} as const;

/** Names of a registry and of what is in it, and the credentials for it. */
export const REGISTRY_RULES = {
  /** Azure, "Naming rules and restrictions for Azure resources", under "Microsoft.ContainerRegistry". */
  registryName: {
    pattern: "^[a-zA-Z0-9]{5,50}$",
    must: "be 5 to 50 letters and digits",
    repair: "use the name that `az acr list --query [].name --output tsv` prints, not the login server",
  },
  loginServer: {
    pattern: `^${HOST}$`,
    maximumLength: 253,
    forbidden: DATA_ENDPOINT,
    must: "be a lowercase host name such as contoso.azurecr.io, without scheme, path or port, and not a data endpoint",
    repair: "use what `az acr show --query loginServer --output tsv` prints",
    see: "login-servers",
    attributes: ["login_server"],
  },
  registryHost: {
    ...REGISTRY,
    repair: "use what `az acr show --query loginServer --output tsv` prints",
    attributes: ["login_server"],
  },
  additionalLoginServer: {
    ...REGISTRY,
    repair: "use the host of the images, such as an endpoint that `az acr show-endpoints --name <registry>` prints",
  },
  /**
   * A name, or a prefix followed by a slash and an asterisk: Azure, "Token-based repository permissions in Azure
   * Container Registry".
   */
  repository: {
    pattern: `^((${PATH}/)*([*]|${PATH}))$`,
    must: "be repository names (lowercase letters, digits, '.', '_', '-' and '/'), prefixes such as team/*, or *",
    repair: "leave out the login server and the tag; use an asterisk only at the end, after a slash",
  },
  /** Azure, "Naming rules and restrictions for Azure resources", under "Microsoft.ContainerRegistry". */
  tokenName: {
    pattern: "^[a-zA-Z][-a-zA-Z0-9]{4,48}$",
    must: "be 5 to 49 letters, digits and '-', starting with a letter",
    repair:
      "set tokenName, by default the construct id, to a name such as contoso-pull; from the second generation on, '-' and the generation are appended to it",
  },
  registryId: {
    pattern: `^${REGISTRY_ID}$`,
    must: "be the resource id of a container registry",
    repair: "use what `az acr show --query id --output tsv` prints",
    attributes: ["id"],
  },
  image: {
    pattern: `^${REGISTRY_HOST}(/${PATH})+(${TAG})?(${DIGEST})?$`,
    forbidden: NOT_OF_AZURE,
    must:
      "be an image with its login server such as contoso.azurecr.io/team/app:1, for Azure Container Registry without " +
      "a port and from no data endpoint",
    repair:
      "start it with the registry's login server and no scheme; without a host it would be pulled from Docker Hub",
    see: "login-servers",
  },
  /** A registry, or what its images begin with. Container runtimes write other names of Docker Hub as this one. */
  approvedImages: {
    pattern: `^${REGISTRY_HOST}(/${PATH})*$`,
    forbidden: `${NOT_OF_AZURE}|^(index|registry-1)[.]docker[.]io`,
    must:
      "be registries such as contoso.azurecr.io or docker.io/library, with or without the first parts of a repository, " +
      "without scheme, tag and final '/', for Azure Container Registry without a port",
    repair: "write contoso.azurecr.io/team-a for all repositories below team-a",
    attributes: ["login_server"],
  },
  /** HTTP basic authentication splits at the first colon: RFC 7617. */
  username: {
    pattern: "^[^:]+$",
    must: "be non-empty and contain no ':'",
    repair: "use a client id, the name of a token or the name of the admin account",
    mayBeSecret: true,
  },
  password: { pattern: ".", must: "not be empty", repair: "pass a sensitive variable", mayBeSecret: true },
  /** The form that Azure returns, so that no plan shows a change. */
  expiry: {
    pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
    must: "be a UTC time such as 2027-01-31T00:00:00Z",
    repair: "include the seconds and end with Z",
  },
} satisfies Record<string, TextRule>;
