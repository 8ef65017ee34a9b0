import type { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { Construct } from "constructs";
import {
  ImagePullSecret,
  type IServiceAccount,
  PullCheck,
  type PullCheckProps,
  RegistryCredentials,
  ServiceAccount,
} from "../../../src";
import { TerraformData } from "../../../src/private/terraform-data";
import { type KubernetesCluster, patch } from "../support/providers";
import { type Direction, type LivingPart, type Rows, turned } from "./living-stack";
import type { Others } from "./others";

const LOGIN = { loginServer: "contoso.azurecr.io", username: "puller", password: "secret" };

interface Parts {
  readonly secrets: ImagePullSecret[];
  readonly accounts: IServiceAccount[];
  readonly prepared: TerraformData;
  readonly other: KubernetesProvider;
}

/** The properties of round 0 do not run the check again, those of round 1 do. Rounds 2 and 3 pull in other ways. */
const rows = ({ secrets, accounts, prepared, other }: Parts): Rows<PullCheckProps> => ({
  cpu: { on: "50m", changed: "75m" },
  memory: { on: "32Mi", changed: "128Mi" },
  deadlineSeconds: { on: 60, changed: 90 },
  dependsOn: { on: [prepared] },
  imagePullSecrets: { on: secrets, changed: secrets.slice(1), rounds: [1] },
  labels: { on: { team: "web", tier: "front" }, changed: { team: "api" }, rounds: [1] },
  annotations: { on: { team: "web", tier: "front" }, changed: { team: "api" }, rounds: [1] },
  nodeSelector: { on: { pool: "web" }, changed: { pool: "api" }, rounds: [1] },
  tolerations: { on: [{ key: "dedicated" }], changed: [{ key: "dedicated", value: "web" }], rounds: [1] },
  command: { on: ["/bin/true"], changed: ["true", "again"], rounds: [1] },
  jobName: { on: "check-on", changed: "check-changed", rounds: [1] },
  serviceAccount: { on: accounts[0], changed: accounts[1], rounds: [2] },
  namespaces: { on: ["checked", "checked-jobs"], changed: ["checked-jobs"], rounds: [3] },
  provider: { on: other, rounds: [3] },
  identityOnly: "needs nodes that pull with identities: the suite of moving to identities turns it on and off",
});

function build(scope: Construct, { kubernetes: other }: Others, round: number, direction: Direction): void {
  const prepared = new TerraformData(scope, "prepared", { input: {} });
  const credentials = [RegistryCredentials.fromPassword(LOGIN)];
  const secrets = ["first", "second"].map((id) => new ImagePullSecret(scope, id, { credentials, namespaces: ["checked"] }));
  const accounts = ["app", "web"].map((id) => new ServiceAccount(scope, id, { imagePullSecrets: secrets.slice(0, 1) }));
  const props = turned(rows({ secrets, accounts, prepared, other }), round, direction);
  const otherWay = props.serviceAccount ?? props.namespaces;
  const base = otherWay ? {} : { imagePullSecrets: secrets.slice(0, 1) };
  new PullCheck(scope, "check", { image: `${LOGIN.loginServer}/team/app:1`, ...base, ...props });
}

export const LOGINS = `${LOGIN.loginServer}=${LOGIN.username}:${LOGIN.password}`;

export async function prepareChecks(cluster: KubernetesCluster): Promise<void> {
  const { loginServer, username, password } = LOGIN;
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  const document = JSON.stringify({ auths: { [loginServer]: { username, password, auth } } });
  for (const name of ["checked", "checked-jobs"]) {
    await cluster.api("POST", "/api/v1/namespaces", { metadata: { name } });
    // The played nodes have no identity: a check of nodes pulls with what the default account of its namespace has.
    const path = `/api/v1/namespaces/${name}`;
    const data = { ".dockerconfigjson": Buffer.from(document).toString("base64") };
    await cluster.api("POST", `${path}/secrets`, { metadata: { name: "nodes" }, type: "kubernetes.io/dockerconfigjson", data });
    // The controller may not have created it yet.
    await cluster.api("POST", `${path}/serviceaccounts`, { metadata: { name: "default" } });
    await patch(cluster, `${path}/serviceaccounts/default`, { imagePullSecrets: [{ name: "nodes" }] });
  }
}

export const CHECKS: LivingPart<Others> = { rounds: [0, 1, 2, 3], build };
