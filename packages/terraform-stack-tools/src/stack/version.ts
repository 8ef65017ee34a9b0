export type Product = "Terraform" | "OpenTofu";

/** The first versions that can mock providers, which plan tests need. */
export const OLDEST_VERSIONS: Readonly<Record<Product, string>> = { Terraform: "1.7.0", OpenTofu: "1.8.0" };

/** Compares two versions such as `1.11.4` number by number: negative if the left one is older. */
export function compareVersions(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}
