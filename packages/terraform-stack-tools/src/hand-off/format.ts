/** The language of a bundle's module: Terraform's JSON, or HCL. */
export type Format = "json" | "hcl";
