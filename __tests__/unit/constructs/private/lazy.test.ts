import { lazy } from "../../../../src/constructs/private/lazy";

test("loads nothing before the first use", () => {
  const load = jest.fn();
  lazy(load);
  expect(load).not.toHaveBeenCalled();
});

test("loads once and gives the same thing every time", () => {
  const load = jest.fn(() => ({}));
  const bindings = lazy(load);
  expect(bindings()).toBe(bindings());
  expect(load).toHaveBeenCalledTimes(1);
});

test("keeps two things apart", () => {
  const [one, other] = [lazy(() => "one"), lazy(() => "other")];
  expect([one(), other(), one()]).toEqual(["one", "other", "one"]);
});

test("tries again after a failed load", () => {
  const load = jest
    .fn(() => "bindings")
    .mockImplementationOnce(() => {
      throw new Error("not installed");
    });
  const bindings = lazy(load);
  expect(bindings).toThrow("not installed");
  expect(bindings()).toBe("bindings");
});
