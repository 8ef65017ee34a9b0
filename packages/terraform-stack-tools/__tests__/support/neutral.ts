import { ownVersion } from "../../src/shared/refusal";

/** A report without the versions that made it: another release of this package, of Terraform or of OpenTofu changes none. */
export function neutral(text: string): string {
  return ["terraform-stack-tools ", "terraform-stack-tools</span> ", '"semanticVersion": "']
    .reduce((rest, name) => rest.split(name + ownVersion()).join(`${name}1.0.0`), text)
    .replace(/(Terraform|OpenTofu) \d+\.\d+\.\d+/g, "Terraform 1.11.4");
}
