import { scannerFindings } from "../../../src/hand-off/readme/tables";
import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

test("only what is true of a block is among its findings", () => {
  const ids = (type: string, body: JsonObject) =>
    scannerFindings(readStack({ resource: { [type]: { a: body } } }))
      .join("\n")
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((row) => row.split(" | ")[0].slice("| ".length));
  expect(ids("azurerm_container_registry", { sku: "Standard" })).toContain("`CKV_AZURE_139`");
  expect(ids("azurerm_container_registry", { sku: "Premium" })).not.toContain("`CKV_AZURE_139`");
  expect(ids("azurerm_container_registry", { sku: "${var.sku}" })).not.toContain("`CKV_AZURE_139`");
  const open = ids("azurerm_kubernetes_cluster", {});
  const limited = ids("azurerm_kubernetes_cluster", { api_server_access_profile: { authorized_ip_ranges: "${var.x}" } });
  expect(open).not.toContain("`CKV_AZURE_115`");
  expect(limited).toContain("`CKV_AZURE_115`");
  expect(ids("aws_instance", {})).toEqual([]);
});
