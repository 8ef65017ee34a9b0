import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { anchorsOf } from "../support/links";
import { readPage } from "../support/pages";
import { AXE, DIST, describeSite, PAGES, PROJECT } from "./browser";

/** Compressed, with everything that a page requests. The search index comes when somebody searches. */
const MOST_BYTES = 100_000;

const REDIRECTS: Record<string, string> = JSON.parse(readFileSync(join(PROJECT, "docs/redirects.json"), "utf8"));
const { repository } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
const ON_GITHUB = `${repository.url.replace(/\.git$/, "")}/blob/main/`;

const pages = PAGES.filter((path) => !(path.replace(/\.html$/, "") in REDIRECTS));
/** One page of each folder is looked at in every way, the others as most people see them. */
const ofEachKind = new Set(new Map(pages.map((path) => [dirname(path), path])).values());

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const WAYS = [DESKTOP, PHONE].flatMap((size) => ["light", "dark"].map((colorScheme) => ({ size, colorScheme })));

interface Seen {
  readonly ids: readonly string[];
  readonly links: readonly string[];
  readonly bytes: number;
}

describeSite("each page of the site", (site) => {
  const seen = new Map<string, Seen>();
  const requests: string[] = [];
  const failed: string[] = [];
  const violations: string[] = [];

  async function visit(path: string): Promise<Seen> {
    site.served.length = 0;
    await site.page.setViewportSize(DESKTOP);
    await site.page.goto(site.origin + path);
    await site.page.waitForFunction("document.querySelector('#app')?.__vue_app__ !== undefined");
    const page = await site.page.evaluate<Omit<Seen, "bytes">>(`({
      ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
      links: [...document.querySelectorAll("a[href]")].map(({ href }) => href),
    })`);
    return { ...page, bytes: site.served.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  async function inspect(path: string, { size, colorScheme }: (typeof WAYS)[number]): Promise<void> {
    await site.page.setViewportSize(size);
    await site.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await site.page.waitForFunction(`document.documentElement.classList.contains("dark") === ${colorScheme === "dark"}`);
    const found = await site.page.evaluate<string[]>(
      "axe.run({ resultTypes: ['violations'], preload: false }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ' ' + target)))",
    );
    violations.push(...found.map((violation) => `${path} ${colorScheme} ${size.width}: ${violation}`));
  }

  beforeAll(async () => {
    site.page.on("request", (request) => requests.push(request.url()));
    for (const path of pages) {
      seen.set(path, await visit(path));
      failed.push(...site.served.filter(({ status }) => status !== 200).map((request) => `${path}: ${request.path}`));
      await site.page.addScriptTag({ path: AXE });
      for (const way of WAYS.slice(0, ofEachKind.has(path) ? WAYS.length : 1)) {
        await inspect(path, way);
      }
    }
    await visit("no-such-page");
    await site.page.addScriptTag({ path: AXE });
    await inspect("no-such-page", WAYS[0]);
  });

  test("is readable for everybody, as far as axe can tell, in light and dark, on a desktop and on a phone", () => {
    expect(seen.size).toBeGreaterThan(40);
    expect(violations).toEqual([]);
  });

  test("weighs at most 100 kB", () => {
    expect([...seen].filter(([, { bytes }]) => bytes > MOST_BYTES).map(([path, { bytes }]) => `${path}: ${bytes}`)).toEqual([]);
  });

  test("loads what is there, from nowhere else, and no index before somebody searches", () => {
    expect(failed).toEqual([]);
    expect(requests.length).toBeGreaterThan(seen.size);
    const others = requests.filter((url) => !url.startsWith(site.origin) && !url.startsWith("data:"));
    expect([...new Set(others)]).toEqual([]);
    expect(requests.filter((url) => url.includes("localSearchIndex"))).toEqual([]);
  });

  function isDead(link: string): boolean {
    const [url, hash] = link.split("#");
    const anchor = hash && decodeURIComponent(hash);
    if (url.startsWith(site.origin)) {
      const page = seen.get(url.slice(site.origin.length) || "index.html");
      return page === undefined || (anchor !== undefined && !page.ids.includes(anchor));
    }
    if (url.startsWith(ON_GITHUB)) {
      const path = url.slice(ON_GITHUB.length);
      return !existsSync(join(PROJECT, path)) || (anchor !== undefined && !anchorsOf(readPage(path)).has(anchor));
    }
    return !url.startsWith("https://");
  }

  test("has no dead link, anchors included", () => {
    const dead = [...seen].flatMap(([path, { links }]) => links.filter(isDead).map((link) => `${path} -> ${link}`));
    expect(dead).toEqual([]);
    const errors = seen.get("errors.html")?.ids ?? [];
    expect([...anchorsOf(readPage("docs/errors.md"))].filter((anchor) => !errors.includes(anchor))).toEqual([]);
  });

  test("that is gone leads on to what has taken over, with and without a server", async () => {
    const entries = Object.entries(REDIRECTS);
    const targets = new Map(
      entries.map(([from, to]) => [from, new URL(/^https:/.test(to) ? to : to.replace(/(?=#|$)/, ".html"), site.origin).href]),
    );
    expect([...targets].filter(([, url]) => isDead(url))).toEqual([]);
    const followed = [...targets].filter(([, url]) => url.startsWith(site.origin));
    expect(followed.length).toBeGreaterThan(20);
    for (const [from, url] of followed) {
      await site.page.goto(site.origin + from);
      await site.page.waitForURL(url);
    }
    const onDisk = `${pathToFileURL(DIST)}/`;
    const [[from, url]] = followed;
    await site.page.goto(`${onDisk}${from}.html`);
    await site.page.waitForURL(url.replace(site.origin, onDisk));
  });
});
