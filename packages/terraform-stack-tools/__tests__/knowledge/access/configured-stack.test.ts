import { accessIn } from "../../../src/knowledge/access/access-in";
import { configuredStack } from "../../../src/planned/planned-stack";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const accessOf = (stack: Json) => accessIn([configuredStack(readStack(stack))]);
const valuesOf = (body: JsonObject, others: JsonObject = {}) =>
  configuredStack(readStack({ ...others, resource: { random_pet: { a: body } } })).instances[0]?.values;

test.each<[string, Json, Json | undefined]>([
  ["a literal", "shop", "shop"],
  ["an escape", "$${shop}", "${shop}"],
  ["a variable", "${var.name}", "var.name"],
  ["a local value", "${local.names.first}", "shop"],
  ["an element of a local value", "${local.list[1]}", "web"],
  ["an attribute that another block sets", "${random_id.b.prefix}", "var.prefix"],
  ["an attribute that only Azure knows", "${random_id.b.hex}", undefined],
  ["a text with an expression in it", "x-${var.name}", undefined],
  ["a circle", "${local.circle}", undefined],
  ["a name of every object", "${local.constructor}", undefined],
])("a value is what a reader knows of %s", (_case, name, expected) => {
  const others: JsonObject = { locals: { names: { first: "shop" }, list: ["shop", "web"], circle: "${local.circle}" } };
  const stack = readStack({
    ...others,
    resource: { random_pet: { a: { name } }, random_id: { b: { prefix: "${var.prefix}" } } },
  });
  expect(configuredStack(stack).instances.find(({ address }) => address === "random_pet.a")?.values.name).toBe(expected);
});

test.each<[string, Json, Json | undefined]>([
  ["a variable", "${toset(var.namespaces)}", "var.namespaces"],
  ["a set of texts", '${toset(["shop", "web"])}', "shop, web"],
  ["many texts", '${toset(["a", "b", "c", "d", "e"])}', "a, b, c and 2 more"],
  ["the keys of an object", { shop: "x", web: "y" }, "shop, web"],
  ["another block", "${random_id.b}", undefined],
])("what is different in each instance is told by %s", (_case, forEach, expected) => {
  expect(valuesOf({ for_each: forEach, name: "${each.key}" })?.name).toBe(expected);
});

test("a condition that cannot be read still limits a grant", () => {
  const grant = {
    scope: "/providers/Microsoft.ContainerRegistry/registries/contoso",
    principal_id: "p",
    role_definition_name: "Container Registry Repository Reader",
  };
  const repositories = (body: JsonObject) =>
    accessOf({ resource: { azurerm_role_assignment: { a: { ...grant, ...body } } } }).map(({ repository }) => repository);
  expect(repositories({})).toEqual(["*"]);
  expect(repositories({ condition: '${join("", [var.condition])}' })).toEqual(["what its condition allows"]);
});

test("who uses a secret is told without a plan", () => {
  const metadata = { name: "acr-pull", namespace: "${each.value}" };
  const secret = {
    metadata,
    for_each: "${toset(var.namespaces)}",
    type: "kubernetes.io/dockerconfigjson",
    data: { ".dockerconfigjson": "${jsonencode({auths = {(var.login_server) = {}}})}" },
  };
  const account = {
    metadata: { name: "app", namespace: "${each.value}" },
    for_each: "${toset(var.namespaces)}",
    image_pull_secret: [{ name: "${kubernetes_secret_v1.pull[each.key].metadata[0].name}" }],
  };
  const [access] = accessOf({
    resource: { kubernetes_secret_v1: { pull: secret }, kubernetes_service_account_v1: { app: account } },
  });
  expect(access).toMatchObject({
    who: "pods in each namespace in var.namespaces with service account app",
    registry: "var.login_server",
    secret: "var.namespaces/acr-pull",
  });
});
