import { optionsOf, UsageError } from "../options";

test("what follows the command belongs to it", () => {
  expect(optionsOf(["--folder", "out", "terraform", "apply", "--help"], "/work")).toEqual({
    folder: "/work/out",
    state: "/work/out/.testbed",
    hasKubernetes: true,
    registries: [],
    log: undefined,
    command: ["terraform", "apply", "--help"],
  });
});

test("each option has its effect", () => {
  const args = [
    "--no-kubernetes",
    "--state=kept",
    "--log",
    "log",
    "--registry",
    "a.example=u:p",
    "--registry",
    "b.example=",
    "sh",
  ];
  expect(optionsOf(args, "/work")).toMatchObject({
    state: "/work/kept",
    hasKubernetes: false,
    registries: ["a.example=u:p", "b.example="],
    log: "/work/log",
  });
});

test.each([
  ["no command", []],
  ["an unknown option", ["--azure", "terraform"]],
  ["a registry without a password", ["--registry", "a.example=user", "terraform"]],
])("%s is refused", (_, args) => {
  expect(() => optionsOf(args, "/work")).toThrow(UsageError);
});

test("help needs no command", () => {
  expect(optionsOf(["--help"], "/work")).toBeUndefined();
});
