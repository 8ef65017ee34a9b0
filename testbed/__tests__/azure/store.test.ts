import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { switchesOf } from "../../azure/server/switches";
import { seed } from "../../azure/store/seed";
import { Store } from "../../azure/store/store";

test("what exists is kept in a file, with passwords that no answer has", () => {
  const folder = mkdtempSync(join(tmpdir(), "testbed-"));
  const file = join(folder, "azure.json");
  try {
    const fill = seed(switchesOf({}));
    const first = Store.open(file, fill);
    const [registry] = first.ofType("Microsoft.ContainerRegistry/registries");
    first.delete(registry.id);
    first.passwordsOf("owner").one = "secret";
    first.save();
    const second = Store.open(file, fill);
    expect(second.get(registry.id)).toBeUndefined();
    expect(second.contents).toEqual(first.contents);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
