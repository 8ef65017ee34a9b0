import { machinePaths } from "../../../../src/hand-off/readme/notes/machine-paths";

const isFound = (value: string) => machinePaths({ locals: { a: value } }).length > 0;
const HOME = ["", "home", "me"].join("/");

test.each([
  `${HOME}/x`,
  "~/x",
  "~me/x",
  "/__w/x/x",
  "/codebuild/output/x",
  "C:\\Users\\me",
  "file:///tmp/x",
  `\${file("${HOME}/x")}`,
  '${templatefile("/workspaces/x/y.tpl", {a = 1})}',
  '${filebase64(pathexpand("~/x"))}',
  `\${jsonencode({a = file("${HOME}/x")})}`,
  `x-\${file("${HOME}/\${var.name}")}`,
  '${file("../../x")}',
  '${file("./a/../../x")}',
  '${file("${path.module}/../x")}',
  '${fileset("..", "*.json")}',
])("%s is a path of one machine or leads out of the folder", (value) => {
  expect(isFound(value)).toBe(true);
});

test.each([
  "/subscriptions/x",
  "/var/run/secrets",
  "/",
  "see /tmp/x",
  "../../x",
  "~",
  '${file("${path.module}/assets/x")}',
  '${file("a/../b")}',
  '${join("/", ["..", var.x])}',
  "${var.home}/x",
])("%s is none", (value) => {
  expect(isFound(value)).toBe(false);
});

test("a place is told once", () => {
  expect(machinePaths({ locals: { a: '${join(",", [file("~/x"), file("~/y")])}' } })).toEqual(["locals.a"]);
});
