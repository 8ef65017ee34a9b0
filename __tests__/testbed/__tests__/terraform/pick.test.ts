import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { picked } from "../../terraform/pick";

const SCHEMAS = join(__dirname, "../../terraform/schemas");
const files = readdirSync(SCHEMAS).filter((name) => !name.endsWith(".rules.json"));

test.each(files)("%s has nothing that is left out, and is in order", (file) => {
  const text = readFileSync(join(SCHEMAS, file), "utf8");
  const provider = file.replace(/(-\d+)?\.json$/, "");
  expect(picked({ provider_schemas: { [`registry.terraform.io/hashicorp/${provider}`]: JSON.parse(text) } }, provider)).toBe(
    text,
  );
});

test("texts, other types and nested types are left out", () => {
  const attributes = { description: { type: "string", description: "a text" }, other: { nested_type: {} } };
  const schema = {
    provider: { block: { description: "a text" } },
    resource_schemas: {
      azurerm_container_registry: { block: { attributes: { description: attributes.description } } },
      azurerm_key_vault: { block: { attributes } },
      azurerm_virtual_machine: { block: {} },
    },
  };
  expect(picked({ provider_schemas: { "host/azurerm": schema } }, "azurerm")).toBe(
    [
      "{",
      '"provider": {"block":{}},',
      '"resource_schemas": {',
      '"azurerm_container_registry": {"block":{"attributes":{"description":{"type":"string"}}}}',
      "},",
      '"data_source_schemas": {},',
      '"ephemeral_resource_schemas": {},',
      '"functions": {}',
      "}",
      "",
    ].join("\n"),
  );
});

test("a provider that is not there is named", () => {
  expect(() => picked({ provider_schemas: {} }, "azurerm")).toThrow("The schemas have no provider azurerm");
});
