import { type ListTerraformIterator, TerraformIterator } from "cdktf";
import type { ServiceAccountSubject } from "../../interfaces";

/** One instance for each service account, `<namespace>:<name>`. */
export function eachSubject(subjects: readonly ServiceAccountSubject[]): ListTerraformIterator {
  return TerraformIterator.fromList(subjects.map(({ namespace, serviceAccount }) => `${namespace}:${serviceAccount}`));
}
