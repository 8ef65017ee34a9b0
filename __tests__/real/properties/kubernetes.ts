import type { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { Construct } from "constructs";
import {
  DefaultServiceAccount,
  type DefaultServiceAccountProps,
  ImagePullSecret,
  type ImagePullSecretProps,
  PullIdentity,
  RegistryCredentials,
  ServiceAccount,
  type ServiceAccountProps,
} from "../../../src";
import { TerraformData } from "../../../src/private/terraform-data";
import { type Direction, type LivingPart, type Rows, turned } from "./living-stack";
import type { Others } from "./others";

export const LABELS: Readonly<Record<string, string>> = { apps: "web", jobs: "api", legacy: "old" };

const OF_THE_SECRETS = "is that of the secrets, whose rows turn it";
const movedTo = (id: string) => ({ on: `former/${id}`, changed: `other/${id}` });

interface Parts {
  /** Another provider of the same cluster. */
  readonly other: KubernetesProvider;
  readonly prepared: TerraformData;
}

const secretRows = (id: string, { other, prepared }: Parts): Rows<ImagePullSecretProps> => ({
  namespaces: { on: ["apps", "jobs"], changed: ["apps"] },
  namespaceSelector: { on: { team: "web" }, changed: { team: "api" } },
  secretName: { on: `${id}-on`, changed: `${id}-changed` },
  email: { on: "team@contoso.example", changed: "other@contoso.example" },
  existingInNamespaces: { on: ["apps"], changed: [], rounds: [1] },
  movedFrom: "is refused on a new one: moved-from.test.ts plans nothing but moves with it",
  dependsOn: { on: [prepared] },
  provider: { on: other, rounds: [1] },
});

/** An account with secrets. */
const accountRows = (secrets: ImagePullSecret[], identities: PullIdentity[]): Rows<ServiceAccountProps> => ({
  imagePullSecrets: { on: secrets, changed: secrets.slice(1) },
  pullIdentity: { on: identities[0], changed: identities[1] },
  namespaces: OF_THE_SECRETS,
  namespaceSelector: OF_THE_SECRETS,
  serviceAccountName: { on: "app-on", changed: "app-changed" },
  existingInNamespaces: { on: ["apps"], changed: [], rounds: [1] },
  automountServiceAccountToken: { on: false, reset: true, rounds: [0, 1] },
  annotations: { on: { team: "web", tier: "front" }, changed: { team: "api" }, rounds: [0, 1] },
  movedFrom: movedTo("app"),
  provider: OF_THE_SECRETS,
});

/** An account with an identity. */
const identityAccountRows = (secrets: ImagePullSecret[], { other }: Parts): Rows<ServiceAccountProps> => ({
  imagePullSecrets: { on: secrets, changed: secrets.slice(1), rounds: [2] },
  pullIdentity: "is what the account has without secrets",
  namespaces: { on: ["apps", "jobs"], changed: ["jobs"] },
  namespaceSelector: { on: { team: "web" }, changed: { team: "api" } },
  serviceAccountName: { on: "shop-on", changed: "shop-changed" },
  existingInNamespaces: { on: ["apps"], changed: [], rounds: [1] },
  automountServiceAccountToken: { on: false, reset: true, rounds: [0, 2] },
  annotations: { on: { team: "web", tier: "front" }, changed: { team: "api" }, rounds: [0, 1] },
  movedFrom: movedTo("shop"),
  provider: { on: other, rounds: [1] },
});

const defaultRows = (secrets: ImagePullSecret[], identities: PullIdentity[]): Rows<DefaultServiceAccountProps> => ({
  imagePullSecrets: { on: secrets, changed: secrets.slice(1) },
  pullIdentity: { on: identities[0], changed: identities[1], rounds: [0, 1] },
  namespaces: OF_THE_SECRETS,
  // Those of others would have to stay.
  formerNamespaces: { on: ["legacy"] },
  deletionPolicyName: "lets nothing be destroyed: account-given-back turns it",
  provider: OF_THE_SECRETS,
  automountServiceAccountToken: { on: false, reset: true },
  movedFrom: movedTo("patched"),
  preventDestroy: { on: false, changed: true },
});

const annotatedRows = ({ other }: Parts): Rows<DefaultServiceAccountProps> => ({
  imagePullSecrets: "deletes the account when it is left out again, as its page says: an empty list takes secrets away",
  pullIdentity: "is what the account has without secrets",
  namespaces: { on: ["apps", "jobs"], changed: ["jobs"] },
  formerNamespaces: "is turned on the account with secrets",
  deletionPolicyName: "lets nothing be destroyed: account-given-back turns it",
  provider: { on: other, rounds: [1] },
  automountServiceAccountToken: "is refused without secrets",
  movedFrom: movedTo("annotated"),
  preventDestroy: { on: false, changed: true },
});

function identityOf(scope: Construct, id: string): PullIdentity {
  const names = ["app", "app-on", "app-changed", "shop", "shop-on", "shop-changed"];
  const inBoth = names.map((serviceAccountName) => ({ namespaceName: "apps", serviceAccountName }));
  const others = ["shop", "shop-on", "shop-changed", "default"].map((serviceAccountName) => ({
    namespaceName: "jobs",
    serviceAccountName,
  }));
  const defaults = ["apps", "legacy"].map((namespace) => ({ namespaceName: namespace, serviceAccountName: "default" }));
  const place = { resourceGroupName: "rg-prod", location: "westeurope" };
  const subjects = [...inBoth, ...others, ...defaults];
  return new PullIdentity(scope, id, { ...place, issuerUrl: `https://oidc.contoso.com/${id}`, subjects });
}

function build(scope: Construct, { kubernetes: other }: Others, round: number, direction: Direction): void {
  const prepared = new TerraformData(scope, "prepared", { input: {} });
  const parts = { other, prepared };
  const credentials = [
    RegistryCredentials.fromPassword({ loginServer: "contoso.azurecr.io", username: "puller", password: "secret" }),
  ];
  const identities = ["one", "two"].map((id) => identityOf(scope, id));

  const secretWith = (id: string, base: Partial<ImagePullSecretProps>) =>
    new ImagePullSecret(scope, id, { credentials, ...base, ...turned(secretRows(id, parts), round, direction) });
  const listed = secretWith("listed", { namespaces: ["apps"] });
  secretWith("labelled", { namespaceSelector: { team: "web" } });
  const { namespaces, provider } = listed;
  const beside = new ImagePullSecret(scope, "beside", { credentials, namespaces, provider });
  const inApps = ["first", "second"].map((id) => new ImagePullSecret(scope, id, { credentials, namespaces: ["legacy"] }));

  const ofApp = turned(accountRows([listed, beside], identities), round, direction);
  new ServiceAccount(scope, "app", { imagePullSecrets: [listed], ...ofApp });
  const ofShop = turned(identityAccountRows([listed, beside], parts), round, direction);
  const base = ofShop.imagePullSecrets ? {} : { namespaces: ["apps"] };
  new ServiceAccount(scope, "shop", { pullIdentity: identities[0], ...base, ...ofShop });

  const ofDefault = turned(defaultRows(inApps, identities), round, direction);
  new DefaultServiceAccount(scope, "patched", { imagePullSecrets: inApps.slice(0, 1), ...ofDefault });
  const ofAnnotated = turned(annotatedRows(parts), round, direction);
  new DefaultServiceAccount(scope, "annotated", { pullIdentity: identities[1], namespaces: ["apps"], ...ofAnnotated });
}

export const KUBERNETES: LivingPart<Others> = { rounds: [0, 1, 2], build, destroyed: "on" };
