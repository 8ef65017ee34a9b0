import { declaredType } from "../../../src/providers/schemas/sources";

const CONFIG = `
export interface ThingConfig extends cdktf.TerraformMetaArguments {
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#name Thing#name}
    */
    readonly name: string;
    /**
    * A description that ends in block
    *
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#labels Thing#labels}
    */
    readonly labels?: {
        [key: string]: string;
    };
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#flags Thing#flags}
    */
    readonly flags?: Array<boolean | cdktf.IResolvable> | cdktf.IResolvable;
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#enabled Thing#enabled}
    */
    readonly enabled?: boolean | cdktf.IResolvable;
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#left_out Thing#left_out}
    */
    readonly leftOut?: any;
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#wait_for Thing#wait_for}
    */
    readonly waitFor?: ThingWaitFor;
    /**
    * wait block
    *
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#wait Thing#wait}
    */
    readonly wait: ThingWait[] | cdktf.IResolvable;
}
export interface ThingWait {
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#fields Thing#fields}
    */
    readonly fields?: string[];
}
export declare class Thing extends cdktf.TerraformResource {
    static readonly tfResourceType = "x_thing";
    constructor(scope: Construct, id: string, config: ThingConfig);
}
`;

test("an argument that takes an object is none of the blocks, whatever a structure is used for", () => {
  const declared = declaredType(CONFIG);
  expect(declared).toMatchObject({ type: "x_thing", origin: { source: "someone/x", version: "1.2.3" } });
  const names = ["name", "labels", "flags", "enabled", "left_out", "wait_for", "wait", "constructor"];
  expect(names.filter((name) => declared?.body.blockOf(name))).toEqual(["wait"]);
  expect(names.filter((name) => declared?.body.takesCollection(name))).toEqual(["labels", "flags", "wait_for"]);
  expect(names.filter((name) => declared?.body.isRequired?.(name))).toEqual(["name", "wait"]);
  expect(declared?.body.blockOf("wait")?.takesCollection("fields")).toBe(true);
});

test.each([
  "",
  "export interface ThingConfig {}",
  CONFIG.split("registry.terraform.io/providers").join("example.com"),
  CONFIG.replace("config: ThingConfig", "config: OtherConfig"),
])("other texts are nothing", (text) => {
  expect(declaredType(text)).toBeUndefined();
});
