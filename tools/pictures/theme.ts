/** The colors of a picture. Those of text have a contrast of at least 4.5 to 1 to what is below them (WCAG 2.2, 1.4.3). */
export interface Theme {
  readonly name: "light" | "dark";
  /** What the picture itself leaves transparent. */
  readonly page: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly cluster: string;
  readonly card: string;
  readonly registry: string;
  readonly registryLine: string;
  readonly label: string;
}

export const THEMES: readonly Theme[] = [
  {
    name: "light",
    page: "#ffffff",
    text: "#1f2328",
    muted: "#59636e",
    line: "#818b98",
    cluster: "#f6f8fa",
    card: "#ffffff",
    registry: "#ddf4ff",
    registryLine: "#0969da",
    label: "#0550ae",
  },
  {
    name: "dark",
    page: "#0d1117",
    text: "#f0f6fc",
    muted: "#9198a1",
    line: "#656c76",
    cluster: "#151b23",
    card: "#212830",
    registry: "#121d2f",
    registryLine: "#4493f8",
    label: "#79c0ff",
  },
];
