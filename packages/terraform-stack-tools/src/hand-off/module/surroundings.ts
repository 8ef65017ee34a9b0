/** The files around a module that Git reads, by path. */
export const SURROUNDINGS: readonly (readonly [path: string, text: string])[] = [
  [
    ".gitattributes",
    `# The digests in manifest.json are of files with line feeds, on Windows too.
* text=auto eol=lf
# Generated: collapsed in reviews.
stack.json linguist-generated
manifest.json linguist-generated
assets/** -text
`,
  ],
  [
    ".gitignore",
    `# Terraform creates these files, and they may contain secrets. Commit .terraform.lock.hcl.
.terraform/
*.tfstate
*.tfstate.*
*.tfvars
*.tfvars.json
*.tfplan
plan
crash.log
crash.*.log
`,
  ],
];
