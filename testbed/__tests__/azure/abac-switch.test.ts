import { Imitation } from "../support/imitation";
import { type Puller, Pullers } from "../support/pullers";

const HOURS = 4;
const NEVER = Number.POSITIVE_INFINITY;

/** Who pulls, and for how many minutes it fails after a switch, with both roles and without any refresh. */
const PULLERS: readonly [name: string, make: (pullers: Pullers) => Puller, minutes: number][] = [
  ["the kubelet identity of AKS, with cloud-provider-azure 1.34.7 or 1.36", (pullers) => pullers.kubeletIdentity(), 59],
  ["the kubelet identity of AKS, with cloud-provider-azure before", (pullers) => pullers.kubeletIdentity(5), 4],
  ["a PullIdentity, whose tokens the kubelet sends", (pullers) => pullers.serviceAccountTokens(), 59],
  ["External Secrets, with a refresh interval of one hour", (pullers) => pullers.externalSecrets(), 59],
  ["msi-acrpull", (pullers) => pullers.msiAcrpull(), 89],
  ["AKS on a service principal", (pullers) => pullers.clusterOnServicePrincipal(), 0],
  ["a pull secret of a service principal", (pullers) => pullers.servicePrincipalSecret(), 0],
  ["a pull secret of a registry token", (pullers) => pullers.registryToken(), 0],
  ["a pull secret of the admin account", (pullers) => pullers.adminAccount(), 0],
];

interface Way {
  readonly roles: readonly string[];
  readonly bridge?: boolean;
  readonly refreshBefore?: boolean;
  /** Minutes after the switch. */
  readonly refreshAfter?: number;
}

const ACR_PULL = "AcrPull";
const READER = "Container Registry Repository Reader";
const BOTH = [ACR_PULL, READER];

/** For how many minutes of four hours a pull fails. It pulls once a minute, and had a new credential a minute before the switch. */
function failedMinutes(
  make: (pullers: Pullers) => Puller,
  { roles, bridge = false, refreshBefore = false, refreshAfter = NEVER }: Way,
): number {
  const pullers = new Pullers(new Imitation());
  const plain = make(pullers);
  for (const role of roles) {
    pullers.assign(plain.principalId, role);
  }
  const puller = bridge ? pullers.bridged(plain) : plain;
  expect(pullers.canPull(puller)).toBe(true);
  jest.advanceTimersByTime(MINUTE);
  if (refreshBefore) {
    puller.refresh();
  }
  expect(pullers.canPull(puller)).toBe(true);
  pullers.switchTo("AbacRepositoryPermissions");
  let failed = 0;
  for (let minute = 0; minute < HOURS * 60; minute += 1) {
    if (minute === refreshAfter) {
      puller.refresh();
    }
    failed += pullers.canPull(puller) ? 0 : 1;
    jest.advanceTimersByTime(MINUTE);
  }
  return failed;
}

beforeEach(() => {
  jest.useFakeTimers({ now: new Date("2026-11-28T02:00:00Z") });
});

afterEach(() => {
  jest.useRealTimers();
});

describe.each(PULLERS)("%s", (name, make, minutes) => {
  const isOfEntra = !/registry token|admin/.test(name);

  test(isOfEntra ? "with AcrPull alone, no pull works after the switch" : "needs no role", () => {
    expect(failedMinutes(make, { roles: [ACR_PULL], refreshAfter: 0 })).toBe(isOfEntra ? HOURS * 60 : 0);
  });

  test(`with both roles, pulls fail for ${minutes} minutes`, () => {
    expect(failedMinutes(make, { roles: BOTH })).toBe(minutes);
  });

  test("a refresh right before the switch helps nobody, one after it does", () => {
    expect(failedMinutes(make, { roles: BOTH, refreshBefore: true })).toBe(minutes === 0 ? 0 : minutes + 1);
    expect(failedMinutes(make, { roles: BOTH, refreshAfter: 3 })).toBe(Math.min(minutes, 3));
  });

  test("with both roles and the bridge, no pull fails, whether somebody refreshes or not", () => {
    expect(failedMinutes(make, { roles: BOTH, bridge: true })).toBe(0);
    expect(failedMinutes(make, { roles: BOTH, bridge: true, refreshAfter: 3 })).toBe(0);
  });
});
