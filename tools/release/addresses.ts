/** What a snapshot file says of addresses, by the title of the test, such as `the stack new-cluster keeps its Terraform addresses 1`. */
function addressesIn(snapshots: string): Map<string, readonly string[]> {
  const tests = snapshots.split(/^exports\[`/m).slice(1);
  return new Map(
    tests.map((text) => [
      text.slice(0, text.indexOf("`")),
      [...text.matchAll(/^ {2}"(.+)",$/gm)].map(([, address]) => address),
    ]),
  );
}

/**
 * The Terraform addresses that stacks no longer have: whoever deployed them loses a resource.
 * @param before the file of snapshots of an earlier version
 */
export function lostAddresses(before: string, after: string): string[] {
  const now = addressesIn(after);
  return [...addressesIn(before)].flatMap(([title, addresses]) => {
    const kept = now.get(title) ?? [];
    return addresses.filter((address) => !kept.includes(address)).map((address) => `${title}: ${address}`);
  });
}
