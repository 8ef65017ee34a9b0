import type { IConstruct } from "constructs";
import { hint } from "../../private/error-topics";
import { fail } from "../../private/fail";
import { warn } from "../../private/warn";
import type { RegistryCacheProps } from "./registry-cache-props";

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

/** Azure refuses most of this with 400 during the apply, and the rest with the first pull. */
export function checkLogin(
  cache: IConstruct,
  { upstream, credentials }: Pick<RegistryCacheProps, "upstream" | "credentials">,
): void {
  const [host] = upstream.split("/");
  const login = LOGINS.find(([pattern]) => pattern.test(host))?.[1];
  if (login === "needed" && credentials === undefined) {
    fail(cache, {
      property: "credentials",
      must: `be set for ${host}, which Azure caches only with a login`,
      repair: ANOTHER_REGISTRY.test(host)
        ? "store name and password of a token of that registry in a key vault, and pass credentials"
        : "store user name and access token in a key vault, and pass credentials",
      see: "cache-rules",
    });
  }
  if (login === "refused" && credentials !== undefined) {
    fail(cache, {
      property: "credentials",
      must: `be left out for ${host}, which Azure caches only without a login`,
      repair: "remove credentials",
      see: "cache-rules",
    });
  }
  if (login === undefined) {
    warn(
      cache,
      `'${host}' is not in the list of registries that Azure can cache, as of 2026-06-11, so Azure may refuse the ` +
        `cache rule; ${hint("cache-rules")}`,
    );
  }
}
