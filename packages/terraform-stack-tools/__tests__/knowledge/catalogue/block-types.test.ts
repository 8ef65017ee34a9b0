import { BLOCK_TYPES, isSecretArgument, permissionOf, recordOf, remainsOf } from "../../../src/knowledge/catalogue/block-types";
import { EXAMPLE, idOf } from "../../../src/knowledge/catalogue/made-up";
import { schemaOf } from "../../../src/knowledge/catalogue/schemas";

const permitted = [...BLOCK_TYPES].filter(([, { permission }]) => permission !== undefined);

test("every type with permissions also has a schema and a statement about the state", () => {
  const blocks = permitted.filter(([type]) => !type.startsWith("provider."));
  expect(blocks.filter(([, { state }]) => state === undefined)).toEqual([]);
  expect(permitted.filter(([type]) => schemaOf(type) === undefined)).toEqual([]);
});

test("no permission is a wildcard, and reading needs no right to write", () => {
  for (const [type, { permission: { azure = [], azureData = [], graph = [] } = {} }] of permitted) {
    const actions = [...azure, ...azureData, ...graph];
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
    const isRead = /^(data|ephemeral)\./.test(type);
    expect(actions.filter((action) => isRead && /write|delete/i.test(action))).toEqual([]);
  }
});

test("an alias is not a record of its own, and names the same record", () => {
  const aliases = [...BLOCK_TYPES].flatMap(([type, { alias }]) => (alias ? [[alias, type]] : []));
  expect(aliases).toContainEqual(["kubernetes_secret", "kubernetes_secret_v1"]);
  for (const [alias, type] of aliases) {
    expect(BLOCK_TYPES.has(alias)).toBe(false);
    expect(recordOf(alias)).toBe(recordOf(type));
  }
});

test("the ids of two types are never the same", () => {
  const types = [...BLOCK_TYPES].filter(([, { id }]) => id !== undefined).map(([type]) => type);
  // For Azure, an AKS Automatic cluster is a cluster like any other.
  const distinct = types.filter((type) => type !== "azurerm_kubernetes_automatic_cluster");
  const ids = distinct.filter((type) => type.startsWith("azurerm_")).map((type) => idOf(type, EXAMPLE));
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(["aws_instance", "constructor", "__proto__", "toString", "", "data."])("nothing is claimed about a %j", (type) => {
  const block = { kind: "resource", blockType: type, body: {} } as const;
  expect(recordOf(type)).toBeUndefined();
  expect(permissionOf(type)).toBeUndefined();
  expect(remainsOf(block)).toEqual({ unknown: true });
  expect(isSecretArgument(type, "data")).toBe(false);
  expect(idOf(type, EXAMPLE)).toBe("example");
});
