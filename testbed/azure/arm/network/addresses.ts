import { isObject, listOf, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import type { Store } from "../../store/store";
import { INTERFACES } from "./types";

/** Azure keeps the first four addresses of a subnet and the last one to itself. */
const RESERVED = 4;

function toNumber(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
}

/** The addresses of an interface. */
function addressesOf({ properties }: Resource): string[] {
  const configurations = listOf(properties.ipConfigurations).filter(isObject);
  return configurations.map((one) => textOf(objectOf(one.properties).privateIPAddress));
}

/** The next free address of a subnet. */
export function freeAddress(store: Store, subnet: Resource, taken: readonly string[]): string {
  const [prefix, bits] = textOf(listOf(subnet.properties.addressPrefixes)[0]).split("/");
  const used = [...store.ofType(INTERFACES).flatMap(addressesOf), ...taken];
  const last = toNumber(prefix) + 2 ** (32 - Number(bits)) - 1;
  for (let address = toNumber(prefix) + RESERVED; address < last; address += 1) {
    if (!used.includes(toText(address))) {
      return toText(address);
    }
  }
  return refuse(400, "SubnetIsFull", `Subnet ${subnet.name} with address prefix ${prefix}/${bits} is full.`);
}
