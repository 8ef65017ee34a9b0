import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eject } from "../../packages/terraform-stack-tools/src/export/eject";

const SHOP = join(__dirname, "../../packages/terraform-stack-tools/docs/shop");

const textsIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [path.slice(folder.length), readFileSync(path, "utf8")])
    .sort();

test("what the documentation has of the shop after `eject` is what the program writes; WRITE_EJECTION=1 writes it anew", () => {
  const out = join(mkdtempSync(join(tmpdir(), "ejection-")), "after");
  eject({ input: join(SHOP, "before"), out, schemas: [join(SHOP, "before/schemas.json")] });
  const after = join(SHOP, "after");
  if (process.env.WRITE_EJECTION) {
    rmSync(after, { recursive: true });
    cpSync(out, after, { recursive: true });
  }
  expect(textsIn(after)).toEqual(textsIn(out));
  rmSync(join(out, ".."), { recursive: true });
});
