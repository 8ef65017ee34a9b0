import { stateServer } from "../../../src/plan/engine/run-job";

test("the state of a run is told to and taken from those who know its path, on this machine, until the run has ended", async () => {
  const server = await stateServer();
  const [, address = ""] = /"address":"([^"]+)"/.exec(JSON.stringify(server?.files)) ?? [];
  try {
    expect(new URL(address).hostname).toBe("127.0.0.1");
    expect((await fetch(address)).status).toBe(404);
    await fetch(address, { method: "POST", body: "secret" });
    const other = new URL("/", address);
    expect(await (await fetch(other)).text()).toBe("");
    expect((await fetch(other, { method: "POST", body: "other" })).status).toBe(404);
    expect([await (await fetch(address)).text(), server?.state()?.toString()]).toEqual(["secret", "secret"]);
  } finally {
    server?.close();
  }
  await expect(fetch(address)).rejects.toThrow("fetch failed");
});
