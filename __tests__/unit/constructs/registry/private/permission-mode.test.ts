import { RegistryPermissionMode } from "../../../../../src";
import { checkPermissionMode } from "../../../../../src/constructs/registry/private/permission-mode";
import { emptyStack } from "../../../../support/stack";

test.each(Object.values(RegistryPermissionMode))("%s passes", (mode) => {
  expect(() => checkPermissionMode(emptyStack(), mode)).not.toThrow();
});

test("fails for Azure's own name of a mode, which would grant both roles, and says which one it is", () => {
  expect(() => checkPermissionMode(emptyStack(), "AbacRepositoryPermissions")).toThrow(
    new Error(
      "[stack] permissionMode must be one of RBAC, ABAC, MIGRATING, got 'AbacRepositoryPermissions'; use " +
        "RegistryPermissionMode.ABAC for what Azure calls AbacRepositoryPermissions, and RBAC for LegacyRegistryPermissions.",
    ),
  );
});
