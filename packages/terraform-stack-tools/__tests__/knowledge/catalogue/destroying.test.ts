import { destroyingIn } from "../../../src/knowledge/catalogue/destroying";
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
const OPEN = "whether more is destroyed cannot be told";

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
