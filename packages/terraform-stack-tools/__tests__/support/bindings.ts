/** The declarations that cdktf generates for one type, with arguments that are a block or an object. */
export function declarations(
  type: string,
  provider: string,
  args: Readonly<Record<string, "block" | "object">>,
  name = "Thing",
): string {
  const members = Object.entries(args).map(
    ([argument, kind]) => `    /**
${kind === "block" ? `    * ${argument} block\n    *\n` : ""}    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/${provider}/docs/resources/x#${argument} ${name}#${argument}}
    */
    readonly ${argument}?: ${name}Nested;
`,
  );
  return `export interface ${name}Config extends cdktf.TerraformMetaArguments {
${members.join("")}}
export interface ${name}Nested {
}
export declare class ${name} extends cdktf.TerraformResource {
    static readonly tfResourceType = "${type}";
    constructor(scope: Construct, id: string, config: ${name}Config);
}
`;
}
