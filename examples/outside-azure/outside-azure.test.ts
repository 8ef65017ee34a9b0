import { App } from "cdktf";
import { plan, synthesize } from "terraform-stack-tools/testing";
import { K3sPull } from "./k3s-pull";
import { K3sToken } from "./k3s-token";
import { rotationOf } from "./rotation";

const rotation = (date: string) => rotationOf(new Date(date));
const tokenAt = (date: string) => new K3sToken(new App(), "k3s-token", rotation(date));
const pullAt = (date: string) => new K3sPull(new App(), "k3s-pull", rotation(date));

/** What a deploy changes of what an earlier one has left, without the hashes of the addresses. */
function changes(after: K3sToken | K3sPull, existing: K3sToken | K3sPull): string[] {
  return Object.entries(plan(after, { existing }).resources)
    .filter(([, { action }]) => action !== "no-op" && action !== "read")
    .map(([address, { action }]) => `${action} ${address.replace(/_[0-9A-F]{8}$/, "")}`);
}

test("a deploy later in the month changes nothing", () => {
  expect(changes(tokenAt("2026-12-31T23:59:59Z"), tokenAt("2026-12-01"))).toEqual([]);
  expect(changes(pullAt("2026-12-31T23:59:59Z"), pullAt("2026-12-01"))).toEqual([]);
});

test("the first deploy of a month adds a token and deletes the one before the last", () => {
  expect(changes(tokenAt("2027-01-01"), tokenAt("2026-12-31"))).toEqual([
    "delete azurerm_container_registry_token.k3s-pull_Token-24322",
    "create azurerm_container_registry_token.k3s-pull_Token-24324",
    "delete azurerm_container_registry_token_password.k3s-pull_Password-24322",
    "create azurerm_container_registry_token_password.k3s-pull_Password-24324",
    "update azurerm_key_vault_secret.k3s-pull_Password",
    "update azurerm_key_vault_secret.k3s-pull_Username",
  ]);
});

test("the cluster gets the password of the month in place, and new pods pull with it", () => {
  expect(changes(pullAt("2027-01-01"), pullAt("2026-12-31"))).toEqual([
    'replace kubernetes_job_v1.pull-check["apps"]',
    'replace kubernetes_job_v1.pull-check["jobs"]',
    'update kubernetes_secret_v1.acr-pull["apps"]',
    'update kubernetes_secret_v1.acr-pull["jobs"]',
  ]);
});

test("writes the credentials to the cluster and stores them nowhere", () => {
  const secret = synthesize(pullAt("2026-12-01")).resource("kubernetes_secret_v1.acr-pull");
  expect(secret).toHaveProperty("data_wo");
  expect(secret).not.toHaveProperty("data");
});

test("a password lasts three months, across the end of a year", () => {
  expect(rotation("2026-11-30T23:59:59Z")).toEqual({ generation: 24322, expiry: "2027-02-01T00:00:00Z" });
  expect(rotation("2026-12-01T00:00:00Z")).toEqual({ generation: 24323, expiry: "2027-03-01T00:00:00Z" });
});
