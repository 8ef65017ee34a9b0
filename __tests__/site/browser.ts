import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

export const PROJECT = join(__dirname, "../..");
const SITE = join(PROJECT, "tools/site");
export const DIST = join(SITE, "dist");
export const AXE = join(SITE, "node_modules/axe-core/axe.min.js");
const DRIVER = join(SITE, "node_modules/playwright-core");

/** What these tests use of a page of playwright-core, which `npm ci` at the top does not install. Code of a page is text. */
export interface Page {
  setDefaultTimeout(milliseconds: number): void;
  goto(url: string): Promise<unknown>;
  url(): string;
  waitForURL(url: string | RegExp): Promise<void>;
  waitForFunction(code: string): Promise<unknown>;
  evaluate<T>(code: string): Promise<T>;
  addScriptTag(script: { readonly path: string }): Promise<unknown>;
  setViewportSize(size: { readonly width: number; readonly height: number }): Promise<void>;
  emulateMedia(media: { readonly colorScheme: string; readonly reducedMotion?: string }): Promise<void>;
  on(event: "request", listener: (request: { url(): string }) => void): void;
  fill(selector: string, text: string): Promise<void>;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
}

export interface Served {
  readonly path: string;
  readonly status: number;
  /** Compressed, as GitHub Pages sends it. */
  readonly bytes: number;
}

const FIND = "for name in chromium chromium-browser google-chrome; do command -v $name && exit; done";
const executablePath = spawnSync("sh", ["-c", FIND], { encoding: "utf8" }).stdout.trim();

function missing(): string | undefined {
  if (executablePath === "") {
    return "there is no chromium here";
  }
  return existsSync(join(DIST, "index.html")) && existsSync(DRIVER) ? undefined : "`npm run docs` has not built the site";
}

/** Runs the tests with a page of a real chromium, or says why they are left out. */
export function describeSite(name: string, tests: (site: { page: Page; origin: string; served: Served[] }) => void): void {
  const reason = missing();
  if (reason !== undefined) {
    console.warn(`${name}: left out, since ${reason}`);
  }
  (reason === undefined ? describe : describe.skip)(name, () => {
    const site = { served: [] as Served[] } as { page: Page; origin: string; served: Served[] };
    const server = createServer(({ url = "" }, response) => {
      const path = decodeURIComponent(url.replace(/[?#].*/, "").replace(/^\/[^/]+\//, ""));
      const file = [path, `${path}.html`, `${path}index.html`].find((name) => name !== "" && FILES.has(name));
      const sent = file ?? "404.html";
      const body = gzipSync(readFileSync(join(DIST, sent)));
      const status = file === undefined ? 404 : 200;
      site.served.push({ path, status, bytes: body.length });
      const type = TYPES[extname(sent)] ?? "application/octet-stream";
      response.writeHead(status, { "content-type": type, "content-encoding": "gzip", "cache-control": "no-store" });
      response.end(body);
    });
    let browser: { newPage(): Promise<Page>; close(): Promise<void> };

    beforeAll(async () => {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      site.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cdktf-acr-aks/`;
      browser = await require(DRIVER).chromium.launch({ executablePath });
      site.page = await browser.newPage();
      site.page.setDefaultTimeout(120_000);
    });

    afterAll(async () => {
      await browser.close();
      server.close();
    });

    tests(site);
  });
}

const FILES = new Set(existsSync(DIST) ? readdirSync(DIST, { recursive: true, encoding: "utf8" }) : []);
export const PAGES = [...FILES].filter((file) => file.endsWith(".html") && file !== "404.html").sort();
const TYPES: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };
