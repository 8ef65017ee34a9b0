import { writePrivateState } from "../../../src/plan/engine/proxy-context";
import { existingResources, stateServer } from "../../../src/plan/engine/run-job";

const kept = (open: readonly string[][], unplanned?: string) =>
  writePrivateState({ open, ...(unplanned === undefined ? {} : { unplanned }) }).toString("base64");

test("what proxies keep is read by the address of each instance", () => {
  const state = {
    version: 4,
    resources: [
      { mode: "managed", type: "a", name: "one", instances: [{ private: kept([["sku"]]) }] },
      { mode: "managed", type: "a", name: "many", instances: [{ index_key: "x", private: kept([], "gone") }, { index_key: 0 }] },
      { module: 'module.m["k"]', mode: "data", type: "b", name: "found", instances: [{}] },
    ],
  };
  expect(existingResources(Buffer.from(JSON.stringify(state)))).toEqual({
    "a.one": { open: [["sku"]] },
    'a.many["x"]': { open: [], unplanned: "gone" },
    "a.many[0]": { open: [] },
    'module.m["k"].data.b.found': { open: [] },
  });
  expect(existingResources(Buffer.from('{"version": 4}'))).toEqual({});
});

async function listening(
  body: (server: NonNullable<Awaited<ReturnType<typeof stateServer>>>, address: string) => Promise<void>,
): Promise<void> {
  const server = await stateServer();
  if (server === undefined) {
    throw new Error("this machine has no loopback interface");
  }
  const [, address = ""] = /"address":"([^"]+)"/.exec(JSON.stringify(server.files)) ?? [];
  try {
    await body(server, address);
  } finally {
    server.close();
  }
}

describe("the server of the state", () => {
  test("has no state until Terraform stores one, and the last one from then on", async () => {
    await listening(async (server, address) => {
      expect((await fetch(address)).status).toBe(404);
      expect(server.state()).toBeUndefined();
      for (const state of ["first", "second"]) {
        expect((await fetch(address, { method: "POST", body: state })).status).toBe(200);
      }
      expect(await (await fetch(address)).text()).toBe("second");
      expect(server.state()?.toString()).toBe("second");
    });
  });

  test("neither tells nor takes a state without its path", async () => {
    await listening(async (server, address) => {
      await fetch(address, { method: "POST", body: "secret" });
      const other = new URL("/", address);
      expect(await (await fetch(other)).text()).toBe("");
      expect((await fetch(other, { method: "POST", body: "other" })).status).toBe(404);
      expect(server.state()?.toString()).toBe("secret");
    });
  });

  test("is reached from this machine only, and not after it has been closed", async () => {
    let known = "";
    await listening(async (_server, address) => {
      known = address;
      expect(new URL(address).hostname).toBe("127.0.0.1");
      expect((await fetch(address)).status).toBe(404);
    });
    await expect(fetch(known)).rejects.toThrow("fetch failed");
  });
});
