import { DataAzurermContainerRegistry } from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { TerraformVariable } from "cdktf";
import { dockerConfig, knownBytes, MAXIMUM_BYTES } from "../../../../../src/constructs/delivery/private/docker-config";
import { rendered } from "../../../../support/rendered";
import { emptyStack } from "../../../../support/stack";
import { LOGIN_SERVER } from "../../../../support/values";

const credentials = (loginServer: string, username: string, password: string) => ({
  loginServer,
  username,
  password,
  requires: [],
});

describe("the document", () => {
  test("holds name, password and both together in base64 for the registry's host", () => {
    const document = dockerConfig([credentials(LOGIN_SERVER, "0f-a_b.c@d", "p-1_a.b@c")]);
    expect(rendered(emptyStack(), document)).toBe(
      '${jsonencode({"auths" = zipmap(["contoso.azurecr.io"], [{"username" = "0f-a_b.c@d", "password" = "p-1_a.b@c", ' +
        '"auth" = base64encode(join(":", ["0f-a_b.c@d", "p-1_a.b@c"]))}])})}',
    );
  });

  test("carries literals that mean something to Terraform unharmed", () => {
    const document = dockerConfig([credentials(LOGIN_SERVER, 'a"b', "\\ $ % { ${x} %{x}")]);
    const [name, word] = ['base64decode("YSJi")', 'base64decode("XCAkICUgeyAke3h9ICV7eH0=")'];
    expect(rendered(emptyStack(), document)).toBe(
      `\${jsonencode({"auths" = zipmap(["contoso.azurecr.io"], [{"username" = ${name}, "password" = ${word}, ` +
        `"auth" = base64encode(join(":", [${name}, ${word}]))}])})}`,
    );
  });

  test("refers to what tokens stand for, also as the host", () => {
    const stack = emptyStack();
    const registry = new DataAzurermContainerRegistry(stack, "acr", { name: "contoso", resourceGroupName: "rg" });
    const password = new TerraformVariable(stack, "password", { type: "string", sensitive: true }).stringValue;
    expect(rendered(stack, dockerConfig([credentials(registry.loginServer, registry.adminUsername, password)]))).toBe(
      '${jsonencode({"auths" = zipmap([data.azurerm_container_registry.acr.login_server], ' +
        '[{"username" = data.azurerm_container_registry.acr.admin_username, "password" = var.password, ' +
        '"auth" = base64encode(join(":", [data.azurerm_container_registry.acr.admin_username, var.password]))}])})}',
    );
  });

  test("has an entry for each registry, in the order given", () => {
    const document = dockerConfig([credentials("b.azurecr.io", "one", "first"), credentials("a.azurecr.io", "two", "second")]);
    expect(rendered(emptyStack(), document)).toBe(
      '${jsonencode({"auths" = zipmap(["b.azurecr.io", "a.azurecr.io"], ' +
        '[{"username" = "one", "password" = "first", "auth" = base64encode(join(":", ["one", "first"]))}, ' +
        '{"username" = "two", "password" = "second", "auth" = base64encode(join(":", ["two", "second"]))}])})}',
    );
  });

  test("joins the parts of a template", () => {
    const stack = emptyStack();
    const user = new TerraformVariable(stack, "user", { type: "string" }).stringValue;
    expect(rendered(stack, dockerConfig([credentials(LOGIN_SERVER, `pull-${user}`, "word")]))).toBe(
      '${jsonencode({"auths" = zipmap(["contoso.azurecr.io"], [{"username" = join("", ["pull-", var.user]), ' +
        '"password" = "word", "auth" = base64encode(join(":", [join("", ["pull-", var.user]), "word"]))}])})}',
    );
  });

  test("joins the parts of a host", () => {
    jest.spyOn(console, "warn").mockImplementation();
    const stack = emptyStack();
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    expect(rendered(stack, dockerConfig([credentials(`${name}.azurecr.io`, "pull", "word")]))).toContain(
      'zipmap([join("", [var.name, ".azurecr.io"])], ',
    );
    expect(console.warn).not.toHaveBeenCalled();
  });
});

describe("its size", () => {
  test("is that of what kubectl writes", () => {
    const document = '{"auths":{"contoso.azurecr.io":{"username":"pull","password":"word","auth":"cHVsbDp3b3Jk"}}}';
    expect(knownBytes([credentials(LOGIN_SERVER, "pull", "word")])).toBe(document.length);
  });

  test("counts every registry", () => {
    const document =
      '{"auths":{"a.azurecr.io":{"username":"one","password":"first","auth":"b25lOmZpcnN0"},' +
      '"b.azurecr.io":{"username":"two","password":"second","auth":"dHdvOnNlY29uZA=="}}}';
    expect(knownBytes([credentials("a.azurecr.io", "one", "first"), credentials("b.azurecr.io", "two", "second")])).toBe(
      document.length,
    );
  });

  test("counts bytes, not characters, and what JSON escapes", () => {
    const document = '{"auths":{"contoso.azurecr.io":{"username":"\\"","password":"ä","auth":"IjrDpA=="}}}';
    expect(knownBytes([credentials(LOGIN_SERVER, '"', "ä")])).toBe(document.length + 1);
  });

  test("leaves out what tokens hide", () => {
    const stack = emptyStack();
    const password = new TerraformVariable(stack, "password", { type: "string", sensitive: true }).stringValue;
    const document = '{"auths":{"contoso.azurecr.io":{"username":"pull","password":"","auth":"cHVsbDo="}}}';
    expect(knownBytes([credentials(LOGIN_SERVER, "pull", password)])).toBe(document.length);
    expect(knownBytes([credentials(LOGIN_SERVER, "pull", `${password}-and-more`)])).toBe(document.length);
  });

  test("counts both registries where tokens hide their hosts", () => {
    const stack = emptyStack();
    const [one, other] = ["one", "other"].map((id) => new TerraformVariable(stack, id, { type: "string" }).stringValue);
    const both = [credentials(one, "pull", "x".repeat(1_000)), credentials(other, "pull", "x".repeat(1_000))];
    expect(knownBytes(both)).toBeGreaterThan(2 * 2_333);
  });

  test("may be what Kubernetes allows a Secret", () => {
    expect(MAXIMUM_BYTES).toBe(1024 * 1024);
  });
});
