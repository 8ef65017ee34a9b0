/** What every program needs to run at all: where programs, its home and temporary files are, and the language. */
const ESSENTIAL =
  /^(PATH|HOME|XDG_CONFIG_HOME|LANG|LANGUAGE|LC_(ALL|COLLATE|CTYPE|MESSAGES|MONETARY|NUMERIC|TIME)|TZ|TMPDIR|TEMP|TMP|SystemRoot|SystemDrive|windir|ComSpec|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA)$/i;

/**
 * The environment of a process: what every program needs, and what this one is known to need. Everything else of the
 * shell, credentials above all, is withheld.
 */
export function environment(...more: readonly RegExp[]): Record<string, string> {
  const names = [ESSENTIAL, ...more];
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && names.some((one) => one.test(name)) ? [[name, value]] : [],
    ),
  );
}
