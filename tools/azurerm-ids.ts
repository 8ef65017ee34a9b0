import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Usage: tsx tools/azurerm-ids.ts <website/docs/r of hashicorp/terraform-provider-azurerm>
// Writes how the provider writes the id of each resource, from the command that imports one.

const OUT = join(__dirname, "../packages/terraform-stack-tools/src/knowledge/catalogue/data/azurerm-ids.json");
const IN_GROUP = "/subscriptions/{guid}/resourceGroups/{group}/providers/";
const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

function formOf(id: string): string | undefined {
  const parts = id.replace(/^\/|\/$/g, "").split("/");
  if (parts.length % 2 === 1 || /[|<>{}*%;]|\/\//.test(id)) {
    return undefined;
  }
  const pairs = parts.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}/${valueFor(name, parts[index + 1])}`] : [],
  );
  const form = `/${pairs.join("/")}`;
  return form.startsWith(IN_GROUP) ? form.slice(IN_GROUP.length) : form;
}

function valueFor(name: string, value: string): string {
  if (name === "providers" || ["default", "current", "latest"].includes(value)) {
    return value;
  }
  if (name.toLowerCase() === "resourcegroups") {
    return "{group}";
  }
  return name === "subscriptions" || GUID.test(value) ? "{guid}" : "{name}";
}

const folder = process.argv[2];
const rows = readdirSync(folder)
  .sort()
  .flatMap((file) => {
    const type = `azurerm_${file.split(".")[0]}`;
    const command = new RegExp(`terraform import ${type}\\.\\S+\\s+["']?(/[^\\s"']+)`);
    const form = formOf(command.exec(readFileSync(join(folder, file), "utf8"))?.[1] ?? "|");
    return form === undefined ? [] : [`"${type}":"${form}"`];
  });
writeFileSync(OUT, `{\n${rows.join(",\n")}\n}\n`);
