import type { IContainerRegistry, IRegistryCacheIdentity, RegistryCacheOptions } from "../../interfaces";
import { hint } from "../../private/error-topics";
import { fail } from "../../private/fail";
import { warn } from "../../private/warn";

type Login = "needed" | "refused" | "possible";

const ANOTHER_REGISTRY = /[.]azurecr[.](io|us|cn)$/;

/** Azure, "Optimize image pulls with artifact cache in Azure Container Registry" of 2026-06-11. */
const LOGINS: readonly (readonly [host: RegExp, login: Login])[] = [
  [/^docker[.]io$/, "needed"],
  [/^dhi[.]io$/, "needed"],
  [/[.]pkg[.]dev$/, "needed"],
  [/^registry[.]redhat[.]io$/, "needed"],
  [ANOTHER_REGISTRY, "needed"],
  [/^mcr[.]microsoft[.]com$/, "refused"],
  [/^public[.]ecr[.]aws$/, "refused"],
  [/^registry[.]access[.]redhat[.]com$/, "refused"],
  [/^ghcr[.]io$/, "possible"],
  [/^quay[.]io$/, "possible"],
  [/^registry[.]k8s[.]io$/, "possible"],
  [/(^|[.])gcr[.]io$/, "possible"],
  [/^nvcr[.]io$/, "possible"],
];

export type UpstreamLogin = Pick<RegistryCacheOptions, "upstream" | "credentials" | "identity">;

/** Azure refuses most of this with 400 during the apply, and the rest with the first pull. */
export function checkLogin(registry: IContainerRegistry, { upstream, credentials, identity }: UpstreamLogin): void {
  const [host] = upstream.split("/");
  const isAnother = ANOTHER_REGISTRY.test(host);
  const login = LOGINS.find(([pattern]) => pattern.test(host))?.[1];
  if (identity !== undefined) {
    checkIdentity(registry, { host, isAnother, isAlone: credentials === undefined });
    checkReach(registry, upstream, identity);
  } else if (login === "needed" && credentials === undefined) {
    fail(registry, {
      property: isAnother ? "identity" : "credentials",
      must: `be set for ${host}, which Azure caches only with a login`,
      repair: isAnother
        ? "pass a RegistryCacheIdentity, or credentials with a token of that registry"
        : "store user name and access token in a key vault, and pass credentials",
      see: "cache-rules",
    });
  }
  if (login === "refused" && credentials !== undefined) {
    fail(registry, {
      property: "credentials",
      must: `be left out for ${host}, which Azure caches only without a login`,
      repair: "remove credentials",
      see: "cache-rules",
    });
  }
  if (login === undefined) {
    warn(
      registry,
      `'${host}' is not in the list of registries that Azure can cache, as of 2026-06-11, so Azure may refuse the ` +
        `cache rule; ${hint("cache-rules")}`,
    );
  }
}

interface Given {
  readonly host: string;
  readonly isAnother: boolean;
  readonly isAlone: boolean;
}

function checkIdentity(registry: IContainerRegistry, { host, isAnother, isAlone }: Given): void {
  if (!isAnother) {
    fail(registry, {
      property: "identity",
      must: `be left out for ${host}: an identity can only log in to registries of Azure`,
      repair: "pass credentials from a key vault",
      see: "cache-rules",
    });
  }
  if (!isAlone) {
    fail(registry, {
      property: "identity",
      must: "be left out with credentials",
      repair: "set one of the two",
      see: "cache-rules",
    });
  }
}

/** What the identity may not read is a 403 for whoever pulls through the cache. */
function checkReach(registry: IContainerRegistry, upstream: string, { repositories }: IRegistryCacheIdentity): void {
  const path = upstream.slice(upstream.indexOf("/") + 1);
  if (!repositories.some((one) => one === path || (one.endsWith("*") && path.startsWith(one.slice(0, -1))))) {
    fail(registry, {
      property: "upstream",
      must: `be among the repositories of its identity (${repositories.join(", ")})`,
      got: upstream,
      repair: `add '${path}' to repositories of the RegistryCacheIdentity`,
      see: "cache-rules",
    });
  }
}
