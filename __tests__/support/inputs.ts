import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { CLIENT_ID, OBJECT_ID, REGISTRY_ID } from "./values";

const VALUES: Record<string, unknown> = {
  subscription_id: "00000000-0000-0000-0000-000000000000",
  registry_name: "contoso",
  registry_resource_group_name: "rg-shared",
  resource_group_name: "rg",
  location: "westeurope",
  cluster_name: "prod",
  cluster_resource_group_name: "rg-prod",
  admin_group_object_ids: [OBJECT_ID],
  authorized_ip_ranges: ["203.0.113.0/24"],
  namespaces: ["apps", "jobs"],
  namespace: "apps",
  issuer_url: "https://oidc.contoso.com/prod",
  image: "team/app:1",
  kubeconfig_path: "kubeconfig",
  kubeconfig_context: "prod",
  validation_actions: ["Warn", "Audit"],
  login_server: "contoso.azurecr.io",
  registry_username: "puller",
  grants: { prod: { registry_id: REGISTRY_ID, object_id: OBJECT_ID }, edge: { registry_id: REGISTRY_ID, object_id: CLIENT_ID } },
  registry_password: "canary-4f1c",
  password: "canary-4f1c",
};

/** A value for each variable of a stack of ours. */
export function inputsOf(json: JsonObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(objectOf(json.variable)).map((name) => {
      if (!(name in VALUES)) {
        throw new Error(`no test value for the variable ${name}: add one to support/inputs.ts`);
      }
      return [name, VALUES[name]];
    }),
  );
}
