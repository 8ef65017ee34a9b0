import { writeHtml } from "../../src/report/html";

test("on a phone, HTML keeps names whole, and breaks what is longer than a line", () => {
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  const address = "data.azurerm_kubernetes_cluster.production_west.kubelet_identity";
  const text = writeHtml("x", [{ kind: "facts", items: [["Plan", [{ code: digest }, { code: address }]]] }]);
  expect(text).toContain(`<code class="long">${digest}</code>`);
  expect(text).toContain("<span>azurerm_kubernetes_cluster.</span><wbr><span>production_west.</span>");
  // Without these, a browser lays the page out as wide as the digest, and scrolls a difference.
  expect(text).toMatch(/^body \{[^}]*overflow-wrap: break-word;/m);
  expect(text).not.toMatch(/grid-template-columns:[^;]* 1fr;/);
  expect(text).toMatch(/@media \(max-width: 640px\) \{[^@]*\n {2}pre \{ white-space: pre-wrap; \}/);
});

test("HTML loads and runs nothing, whatever is in it", () => {
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(writeHtml("x", []));
  expect(policy?.[1]).toBe("default-src 'none'; style-src 'unsafe-inline'");
});

/** WCAG 2.2, "relative luminance". */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((start) => Number.parseInt(color.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("in light and in dark, HTML has text of enough contrast, in pictures too", () => {
  const palettes = [...writeHtml("x", []).matchAll(/:root \{[^}]*--page[^}]*\}/g)].map(([block]) =>
    Object.fromEntries([...block.matchAll(/--(\w+): (#\w{6});/g)].map(([, name, color]) => [name, luminance(color)])),
  );
  const faint = palettes.flatMap(({ page, muted, line: _border, ...texts }) =>
    Object.entries(texts).flatMap(([name, text]) =>
      [page, muted]
        .map((below) => (Math.max(text, below) + 0.05) / (Math.min(text, below) + 0.05))
        .filter((ratio) => ratio < 4.5)
        .map((ratio) => `${name}: ${ratio}`),
    ),
  );
  expect({ palettes: palettes.length, faint }).toEqual({ palettes: 2, faint: [] });
});
