import { blocksReadBy, type dependenciesOf, withLocals } from "../../src/stack/references";
import { readStack } from "../../src/stack/stack";

const stack = readStack({
  locals: { id: "${aws_subnet.a.id}", alias: "${local.id}", circle: "${local.back}", back: "${local.circle}" },
  resource: {
    aws_subnet: { a: { vpc_id: "${local.vpc}${aws_vpc.main.id}" }, b: {} },
    aws_vpc: { main: { tags: "${module.names.tag}" } },
  },
  module: { names: { source: "a/b/c" } },
});
const addresses = (blocks: ReturnType<typeof dependenciesOf>) => blocks.map(({ address }) => address);

test("a value reads the blocks that it names by itself or by locals, and not those behind them", () => {
  expect(addresses(blocksReadBy("${local.alias}", stack))).toEqual(["aws_subnet.a"]);
  expect(addresses(blocksReadBy("${aws_subnet.b.id}", stack))).toEqual(["aws_subnet.b"]);
});

test("locals that name each other end", () => {
  expect(withLocals("${local.circle}", stack)).toEqual(["${local.circle}", "${local.circle}", "${local.back}"]);
});
