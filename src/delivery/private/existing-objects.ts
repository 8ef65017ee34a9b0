import { TerraformIterator, type TerraformResource, Token } from "cdktf";
import { fail } from "../../private/fail";
import { ImportBlock } from "../../private/rendering/import-block";
import type { Rules } from "../../private/rules";
import { isHidden } from "./namespaces";

/** Imports the objects of this name that some of the namespaces have already. */
export function importExisting(
  rules: Rules,
  resource: TerraformResource,
  name: string,
  instances: string[],
  namespaces: string[],
): void {
  if (instances.length === 0) {
    return;
  }
  rules.distinct("existingInNamespaces", "a namespace", instances);
  const other = instances.find((namespace) => !isHidden(namespace) && !namespaces.includes(namespace));
  if (other !== undefined && !namespaces.some(isHidden)) {
    fail(rules.construct, {
      property: "existingInNamespaces",
      must: "contain only namespaces of this construct",
      got: other,
      repair: "add it to namespaces as well",
    });
  }
  const each = Token.asString(TerraformIterator.fromList(instances).value);
  new ImportBlock(resource, { id: `${each}/${name}`, instances });
}
