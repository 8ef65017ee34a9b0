/** The declarations that cdktf generates for one type: arguments that are a block, an object or a block whose parts it leaves out. */
export function declarations(
  type: string,
  provider: string,
  args: Readonly<Record<string, "block" | "object" | "left out">>,
  name = "Thing",
): string {
  const members = Object.entries(args).map(
    ([argument, kind]) => `    /**
${kind !== "object" ? `    * ${argument} block\n    *\n` : ""}    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/${provider}/docs/resources/x#${argument} ${name}#${argument}}
    */
    readonly ${argument}?: ${kind === "left out" ? "any" : `${name}Nested`};
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
