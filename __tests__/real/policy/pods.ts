import type { JsonObject } from "../support/json";

/** A pod, what a policy that demands the secret says to it, and the secrets that it has after one that injects it. */
export interface PodRow {
  readonly pod: string;
  readonly spec: JsonObject;
  readonly isAdmitted: boolean;
  readonly secrets: readonly string[];
}

const HOST = "contoso.azurecr.io";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

export const OF_REGISTRY = image(`${HOST}/team/app:1`);
export const OF_ANOTHER = image("fabrikam.azurecr.io/team/app:1");

export function image(...images: readonly string[]): JsonObject {
  return { containers: images.map((name, index) => ({ name: `app-${index}`, image: name })) };
}

export function names(...secrets: readonly string[]): JsonObject {
  return { imagePullSecrets: secrets.map((name) => ({ name })) };
}

/** The secret is missing. */
const missing = (pod: string, spec: JsonObject, ...others: readonly string[]): PodRow => ({
  pod,
  spec,
  isAdmitted: false,
  secrets: [...others, "acr-pull"],
});

/** The pod has the secret, or does not use the registry. */
const fine = (pod: string, spec: JsonObject, ...secrets: readonly string[]): PodRow => ({
  pod,
  spec,
  isAdmitted: true,
  secrets,
});

export const PODS: readonly PodRow[] = [
  missing("without secrets", OF_REGISTRY),
  fine("that names the secret", { ...OF_REGISTRY, ...names("acr-pull") }, "acr-pull"),
  fine("that names the secret among others", { ...OF_REGISTRY, ...names("a", "acr-pull", "z") }, "a", "acr-pull", "z"),
  missing("with another secret", { ...OF_REGISTRY, ...names("another") }, "another"),
  missing("with a secret whose name begins like it", { ...OF_REGISTRY, ...names("acr-pull-2") }, "acr-pull-2"),
  missing("with a list of secrets that is empty", { ...OF_REGISTRY, imagePullSecrets: [] }),
  missing("with a reference that has no name", { ...OF_REGISTRY, imagePullSecrets: [{}] }, ""),
  fine("with the account that has the secret", { ...OF_REGISTRY, serviceAccountName: "app" }, "acr-pull"),
  missing(
    "with that account and a list of its own",
    { ...OF_REGISTRY, serviceAccountName: "app", ...names("another") },
    "another",
  ),
  missing("with another account", { ...OF_REGISTRY, serviceAccountName: "other" }, "of-another-account"),
  missing("with the default account by name", { ...OF_REGISTRY, serviceAccountName: "default" }),
  missing("of a digest", image(`${HOST}/team/app@${DIGEST}`)),
  missing("of a tag and a digest", image(`${HOST}/team/app:1@${DIGEST}`)),
  missing("without a tag", image(`${HOST}/app`)),
  missing("of another host of the secret", image("contoso.westeurope.geo.azurecr.io/team/app:1")),
  missing("with a second container", image("nginx", `${HOST}/team/app:1`)),
  missing("with an init container", {
    ...image("nginx"),
    initContainers: [{ name: "init", image: `${HOST}/team/init:1` }],
  }),
  fine("with an init container of another registry", {
    ...image("nginx"),
    initContainers: [{ name: "init", image: "fabrikam.azurecr.io/team/init:1" }],
  }),
  fine("of another registry", OF_ANOTHER),
  fine("of another registry with secrets of its own", { ...OF_ANOTHER, ...names("another") }, "another"),
  fine("of Docker Hub", image("nginx")),
  fine("of Docker Hub with a repository", image("team/app:1")),
  fine("of a mirror with the registry's name in the path", image(`mirror.example/${HOST}/team/app:1`)),
  fine("of a host that begins like the registry's", image(`${HOST}.example.com/team/app:1`)),
  fine("of a host that ends like the registry's", image(`dev.${HOST}/team/app:1`)),
  fine("of a host that a pattern would match", image("contosoXazurecr.io/team/app:1")),
  fine("of the host in upper case, for which a kubelet has no credentials", image("CONTOSO.azurecr.io/team/app:1")),
  fine("of the host with a port, for which it has none either", image(`${HOST}:443/team/app:1`)),
  fine("of the image on Docker Hub that is called like the host", image(HOST)),
  missing(
    "with 200 containers",
    image(...Array.from({ length: 200 }, (_, index) => `${longHost(9)}/${"a/".repeat(60)}${index}`)),
  ),
  fine(
    "with 200 containers of another registry",
    image(...Array.from({ length: 200 }, (_, index) => `x.${longHost(9)}/${index}`)),
  ),
];

/** One of ten hosts with many characters, which make a policy expensive. */
export function longHost(index: number): string {
  return `registry${index}-${"a".repeat(50)}.${"b".repeat(60)}.azurecr.io`;
}
