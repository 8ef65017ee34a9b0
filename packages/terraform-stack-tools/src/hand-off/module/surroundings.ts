import type { Format } from "./root-module";

/** The files around a module that editors, Git and the field's tools read, by path. */
export function surroundings(format: Format): (readonly [path: string, text: string])[] {
  return [
    [".editorconfig", EDITORCONFIG],
    [".gitattributes", GITATTRIBUTES],
    [".gitignore", GITIGNORE],
    [".terraform-docs.yml", TERRAFORM_DOCS],
    // Most of its rules are about how HCL is written.
    ...(format === "hcl" ? [[".tflint.hcl", TFLINT] as const] : []),
    ["LICENSE", LICENSE],
  ];
}

const EDITORCONFIG = `root = true

[*]
charset = utf-8
end_of_line = lf
indent_size = 2
indent_style = space
insert_final_newline = true
trim_trailing_whitespace = true
`;

const GITATTRIBUTES = `# The digests in manifest.json are of files with line feeds, on Windows too.
* text=auto eol=lf
# Generated: collapsed in reviews.
stack.json linguist-generated
manifest.json linguist-generated
assets/** -text
`;

const GITIGNORE = `# Terraform creates these files, and they may contain secrets. Commit .terraform.lock.hcl.
.terraform/
*.tfstate
*.tfstate.*
*.tfvars
*.tfvars.json
*.tfplan
plan
crash.log
crash.*.log
`;

const TERRAFORM_DOCS = `# terraform-docs replaces what is between the markers in README.md.
formatter: markdown table
content: |-
  {{ .Inputs }}

  {{ .Outputs }}
output:
  file: README.md
  mode: inject
sort:
  by: required
`;

const TFLINT = `plugin "terraform" {
  enabled = true
  preset  = "recommended"
}
`;

const LICENSE = `The organisation that receives this module puts its own license here. Nothing is granted by this file.
`;
