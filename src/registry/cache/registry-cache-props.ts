import type { TerraformProvider } from "cdktf";
import type { IContainerRegistry } from "../../interfaces";

/** User name and password for an upstream registry: key vault secrets that the cache reads itself. @experimental */
export interface RegistryCacheCredentials {
  /**
   * Resource id of the key vault, as `az keyvault show --query id --output tsv` prints it. Its permission model must be
   * Azure role-based access control.
   */
  readonly keyVaultId: string;

  /** Name of the key vault secret with the user name: 1 to 127 letters, digits and `-`. */
  readonly usernameSecretName: string;

  /** Name of the key vault secret with the password or access token: 1 to 127 letters, digits and `-`. */
  readonly passwordSecretName: string;

  /**
   * URI of the key vault, as `az keyvault show --query properties.vaultUri --output tsv` prints it.
   *
   * @default - that of Azure's public cloud: `https://<name of the key vault>.vault.azure.net/`
   */
  readonly keyVaultUri?: string;

  /**
   * Name of the credential set: 5 to 49 letters, digits and `-`. Known at synth.
   *
   * @default - the host of the upstream registry with `-` for dots: `docker-io`. Below 5 characters, `-cache` follows
   */
  readonly credentialSetName?: string;

  /** An azurerm provider for the key vault's subscription. @default - that of the registry */
  readonly provider?: TerraformProvider;
}

/** What is cached, and where pods find it. @experimental */
export interface RegistryCacheProps {
  /** The registry that keeps the images. */
  readonly registry: IContainerRegistry;

  /**
   * What is cached: a repository with its registry, such as `docker.io/library/nginx`, or all below a path, such as
   * `docker.io/library/*`. Known at synth. Changing it replaces the rule; images that are cached stay.
   */
  readonly upstream: string;

  /**
   * Where pods find it in this registry: `nginx`, or `docker-hub/*` for an upstream that ends in an asterisk too. Known
   * at synth. Changing it replaces the rule; images that are cached stay.
   */
  readonly repository: string;

  /**
   * A login from a key vault. Azure demands one for Docker Hub (`docker.io`), `dhi.io`, Google Artifact Registry
   * (`*.pkg.dev`) and `registry.redhat.io`, and takes none for `mcr.microsoft.com`, `public.ecr.aws` and
   * `registry.access.redhat.com` (Azure, "Optimize image pulls with artifact cache in Azure Container Registry" of 2026-06-11).
   *
   * @default - none: the upstream registry is asked without a login
   */
  readonly credentials?: RegistryCacheCredentials;

  /**
   * Name of the cache rule: 5 to 49 letters, digits and `-`. Known at synth. Changing it replaces the rule; images that
   * are cached stay.
   *
   * @default - the construct's id
   */
  readonly cacheRuleName?: string;

  /**
   * The construct path that this had in the last deployment, without the stack, such as `platform/docker-hub`. A `moved`
   * block keeps the rule. State `cacheRuleName` if the former id named it. Can stay in place afterwards.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;
}
