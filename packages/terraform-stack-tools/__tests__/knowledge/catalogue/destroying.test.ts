import { comparedPlans } from "../../../src/cli/plan/compared-plans";
import { destroyingIn } from "../../../src/knowledge/catalogue/destroying";
import { readPlan } from "../../../src/planned/plan-json";
import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const PREVENT = "features.resource_group.prevent_deletion_if_contains_resources";

const azurerm = (features: JsonObject, others: JsonObject = {}) => ({
  provider: { azurerm: [{ features: [features], ...others }] },
});
const guarded = (value: JsonObject[string]) => azurerm({ resource_group: [{ prevent_deletion_if_contains_resources: value }] });
const bucket = (body: JsonObject, name = "a") => ({ resource: { aws_s3_bucket: { [name]: { bucket: "b", ...body } } } });

function found(after: JsonObject, before?: JsonObject): string[] {
  const [next, old] = [after, before].map((sections) => sections && readStack({ terraform: {}, ...sections }));
  return next === undefined ? [] : destroyingIn(next, old).map(({ place, words }) => `${place}: ${words}`);
}

const GROUP = `provider.azurerm.${PREVENT}: a resource group is deleted with whatever others have put into it`;
const OPEN = "whether more is destroyed is unknown";

test("a new stack is told what it states that destroys more, and not what it states that keeps", () => {
  expect(found(guarded(false))).toEqual([GROUP]);
  expect(found(guarded("${false}"))).toEqual([GROUP]);
  expect(found(guarded(true))).toEqual([]);
  expect(found(azurerm({}))).toEqual([]);
  expect(found(bucket({ force_destroy: true }))).toEqual(["aws_s3_bucket.a.force_destroy: it is destroyed with what is in it"]);
});

test("an update is told of what it turns, in both directions, and of no more", () => {
  expect(found(guarded(false), guarded(true))).toEqual([GROUP]);
  expect(found(guarded(false), azurerm({}))).toEqual([GROUP]);
  expect(found(guarded(true), guarded(false))).toEqual([]);
  expect(found(azurerm({}), guarded(false))).toEqual([]);
  expect(found(guarded(false), guarded(false))).toEqual([]);
});

test("what the provider does by itself counts where nothing is stated any more", () => {
  const purge = (value: JsonObject[string]) => azurerm({ key_vault: [{ purge_soft_delete_on_destroy: value }] });
  const place = "provider.azurerm.features.key_vault.purge_soft_delete_on_destroy: a deleted key vault cannot be restored";
  expect(found(azurerm({}), purge(false))).toEqual([place]);
  expect(found(purge(true), azurerm({}))).toEqual([]);
  expect(found({}, purge(false))).toEqual([]);
});

test("of an expression, and of a switch that is not known, nobody can tell", () => {
  expect(found(guarded("${var.guard}"))).toEqual([`provider.azurerm.${PREVENT}: ${OPEN}`]);
  expect(found(guarded("${var.guard}"), guarded("${var.guard}"))).toEqual([]);
  expect(found(guarded("${var.other}"), guarded("${var.guard}"))).toEqual([`provider.azurerm.${PREVENT}: ${OPEN}`]);
  const unknown = azurerm({ tomorrow: [{ purge_everything: true }] });
  expect(found(unknown)).toEqual([`provider.azurerm.features.tomorrow.purge_everything: ${OPEN}`]);
  expect(found(azurerm({ tomorrow: [{ purge_everything: false }] }), unknown)).toHaveLength(1);
  const lb = (value: boolean | null) => ({ resource: { aws_lb: { a: { enable_deletion_protection: value } } } });
  expect(found({ resource: { aws_lb: { a: {} } } }, lb(true))).toEqual([`aws_lb.a.enable_deletion_protection: ${OPEN}`]);
  expect(found(lb(false), lb(true))).toEqual(["aws_lb.a.enable_deletion_protection: nothing refuses to delete it"]);
});

test("switches that log in or look something up are none, and no value of theirs is read", () => {
  const aws = { provider: { aws: [{ region: "eu", skip_metadata_api_check: true, skip_credentials_validation: true }] } };
  expect(found(aws)).toEqual([]);
  expect(found(azurerm({}, { skip_provider_registration: true, client_secret: "x" }))).toEqual([]);
  expect(found(azurerm({ key_vault: [{ recover_soft_deleted_key_vaults: false }] }))).toEqual([]);
});

test("each configuration of a provider and each of several blocks has its place", () => {
  const provider = { azurerm: [{ features: [{}] }, { alias: "hub", ...guarded(false).provider.azurerm[0] }] };
  expect(found({ provider })).toEqual([GROUP.replace("azurerm", "azurerm.hub")]);
  const resource = { a_b: { x: { disk: [{ force_delete: true }, { force_delete: false }] } } };
  expect(found({ resource })).toEqual(["a_b.x.disk[0].force_delete: it is deleted at once, or with what is in it"]);
});

const PURGE = "features.key_vault.purge_soft_delete_on_destroy";
const purging = (value: boolean | null) => ({ features: [{ key_vault: [{ purge_soft_delete_on_destroy: value }] }] });
const vault = (provider?: string) => ({ azurerm_key_vault: { a: { ...(provider && { provider }) } } });

test("a resource that gets another configuration of its provider is told what that one destroys", () => {
  const provider = { azurerm: [purging(false), { alias: "n", features: [{}] }] };
  const before = { provider, resource: vault() };
  const told = [`provider.azurerm.n.${PURGE}: a deleted key vault cannot be restored`];
  expect(found({ provider, resource: vault("azurerm.n") }, before)).toEqual(told);
  expect(found({ provider: { azurerm: [provider.azurerm[1]] }, resource: vault("azurerm.n") }, before)).toEqual(told);
  expect(found({ resource: vault() }, before)).toEqual([told[0].replace(".n", "")]);
  expect(found(before, before)).toEqual([]);
  expect(found(before, { provider, resource: vault("azurerm.n") })).toEqual([]);
});

test("a configuration of a provider that is new is told what it states, as a new stack is", () => {
  const after = { provider: { azurerm: [purging(false), { alias: "n", ...purging(true) }] } };
  expect(found(after, { provider: { azurerm: [purging(false)] } })).toEqual([
    `provider.azurerm.n.${PURGE}: a deleted key vault cannot be restored`,
  ]);
  expect(found({ provider: { azurerm: [purging(null)] } })).toEqual([]);
});

test("what has moved is compared with what it was", () => {
  const moved = [
    { from: "aws_s3_bucket.old", to: "aws_s3_bucket.a" },
    { from: "aws_lb.old", to: 'aws_lb.a["x"]' },
  ];
  const lb = (body: JsonObject, name: string) => ({ aws_lb: { [name]: body } });
  const before = {
    resource: { ...bucket({ force_destroy: true }, "old").resource, ...lb({ enable_deletion_protection: true }, "old") },
  };
  const after = { moved, resource: { ...bucket({ force_destroy: true }).resource, ...lb({ for_each: ["x"] }, "a") } };
  expect(found(after, before)).toEqual([`aws_lb.a.enable_deletion_protection: ${OPEN}`]);
});

test("the same expression is another one where what decides it has changed", () => {
  const guard = (value: boolean) => ({ ...guarded("${var.guard}"), variable: { guard: { default: value } } });
  expect(found(guard(false), guard(true))).toEqual([`provider.azurerm.${PREVENT}: ${OPEN}`]);
  expect(found(guard(true), guard(true))).toEqual([]);
  const each = (value: boolean) => bucket({ for_each: { x: { force: value } }, force_destroy: "${each.value.force}" });
  expect(found(each(true), each(false))).toEqual([`aws_s3_bucket.a.force_destroy: ${OPEN}`]);
});

test("an unknown switch counts with an expression, too, and a text with figures as Terraform takes it", () => {
  expect(found(azurerm({ tomorrow: [{ purge_everything: "${var.purge}" }] }))).toEqual([
    `provider.azurerm.features.tomorrow.purge_everything: ${OPEN}`,
  ]);
  expect(found(azurerm({ tomorrow: [{ purge_after: "30d" }] }))).toEqual([]);
  expect(found(guarded("0"))).toEqual([GROUP]);
  expect(found(guarded("1"))).toEqual([]);
});

test("what a module is called with counts, and its own default is not known", () => {
  const call = (body: JsonObject) => ({ module: { m: { source: "x", ...body } } });
  expect(found(call({ force_destroy: true }))).toEqual(["module.m.force_destroy: it is destroyed with what is in it"]);
  expect(found(call({}), call({ force_destroy: false }))).toEqual([`module.m.force_destroy: ${OPEN}`]);
});

test("backups that a resource keeps no longer are told where nothing is stated any more", () => {
  const database = (body: JsonObject) => ({ resource: { aws_db_instance: { a: body } } });
  expect(found(database({}), database({ delete_automated_backups: false }))).toEqual([
    "aws_db_instance.a.delete_automated_backups: its automatic backups go with it",
  ]);
  const machine = { delete_os_disk_on_termination: true, delete_data_disks_on_termination: false };
  expect(found({ resource: { azurerm_virtual_machine: { a: machine } } })).toHaveLength(1);
});

test("a plan tells what it turns within a module, and not what was so before", () => {
  const resource = (name: string, before: boolean | null, after: boolean) => ({
    ...{ address: `module.m.aws_s3_bucket.${name}`, module_address: "module.m", mode: "managed", type: "aws_s3_bucket", name },
    provider_name: "registry.terraform.io/hashicorp/aws",
    change: { actions: ["update"], before: { force_destroy: before }, after: { force_destroy: after }, after_unknown: {} },
  });
  const shown = readPlan({
    format_version: "1.2",
    resource_changes: [resource("a", false, true), resource("b", true, true), resource("c", null, false)],
  });
  const stack = readStack({ terraform: {}, module: { m: { source: "./m" } } });
  const file = { name: "shop", file: "cdk.tf.json", isFromEngine: true, providers: [] } as const;
  const [{ reviewed }] = comparedPlans([{ ...file, shown, stack, existing: stack }]);
  expect(reviewed.destroying?.map(({ place }) => place)).toEqual(["module.m.aws_s3_bucket.a.force_destroy"]);
});
