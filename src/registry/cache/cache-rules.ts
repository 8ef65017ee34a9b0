import type { TextRule } from "../../private/text-rules";
import { HOST, PATH } from "../../private/text-rules/text-patterns";

const NAME = {
  // As azurerm checks it.
  pattern: "^[-a-zA-Z0-9]{5,49}$",
  must: "be 5 to 49 letters, digits and '-'",
  see: "cache-rules",
} as const;

export const CACHE_RULES = {
  /** Azure, "Optimize image pulls with artifact cache in Azure Container Registry". */
  upstream: {
    pattern: `^${HOST}/(${PATH}/)*([*]|${PATH})$`,
    must: "be a repository with its registry such as docker.io/library/nginx, or a path such as docker.io/library/*",
    repair: "leave out scheme and tag; images of Docker Hub without an owner are in docker.io/library",
    see: "cache-rules",
  },
  cacheRuleName: { ...NAME, repair: "set cacheRuleName, by default the construct's id, such as docker-hub" },
  credentialSetName: { ...NAME, repair: "set credentials.credentialSetName" },
  keyVaultUri: {
    pattern: `^https://${HOST}/?$`,
    must: "be the URI of a key vault such as https://contoso.vault.azure.cn/",
    repair: "use what `az keyvault show --query properties.vaultUri --output tsv` prints",
  },
} satisfies Record<string, TextRule>;
