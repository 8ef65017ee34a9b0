import { join } from "node:path";
import { schemaFolder, schemasIn, typeNames, writeSchemas } from "../../src/providers/initialized-folder";
import { inFolder } from "../support/hand-off";

const SCHEMAS = {
  provider_schemas: {
    "registry.terraform.io/hashicorp/time": {
      resource_schemas: {
        time_offset: {
          block: {
            attributes: { hours: { type: "number", computed: true }, labels: { type: ["object", { description: "string" }] } },
          },
        },
      },
      ephemeral_resource_schemas: { time_secret: { block: {} } },
    },
  },
} as const;

test("each type has a schema of its own", () => {
  inFolder((folder) => {
    writeSchemas(SCHEMAS, join(folder, "schemas"));
    const schemas = schemasIn(join(folder, "schemas"));
    expect(schemas("resource", "time_offset")).toEqual({
      attributes: { hours: { type: "number", computed: true }, labels: { type: ["object", { description: "string" }] } },
    });
    expect(schemas("ephemeral_resource", "time_secret")).toEqual({});
    expect([schemas("data_source", "time_offset"), schemas("resource", "time_other")]).toEqual([undefined, undefined]);
    expect(typeNames(schemaFolder(join(folder, "schemas"), "registry.terraform.io/hashicorp/time"))).toEqual([
      "time_secret",
      "time_offset",
    ]);
  });
});
