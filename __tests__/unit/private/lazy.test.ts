import { lazy } from "../../../src/private/lazy";

test("a binding is loaded on first use, once, and again after a failure", () => {
  const load = jest
    .fn(() => ({}))
    .mockImplementationOnce(() => {
      throw new Error("not installed");
    });
  const bindings = lazy(load);
  expect(load).not.toHaveBeenCalled();
  expect(bindings).toThrow("not installed");
  expect(bindings()).toBe(bindings());
  expect(load).toHaveBeenCalledTimes(2);
});

test("a package that is not installed is named, with what to do", () => {
  const name = "@cdktf/provider-missing";
  const binding = lazy(() => require(`${name}/lib/secret-v1`));
  expect(binding).toThrow(
    new Error(
      `${name}: the package must be installed in an app that uses this provider; install ${name}; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#missing-provider`,
    ),
  );
});

test("any other fault of a binding keeps its own words", () => {
  const fault = new Error("Cannot find module './provider'");
  const binding = lazy(() => {
    throw fault;
  });
  expect(binding).toThrow(fault);
});
