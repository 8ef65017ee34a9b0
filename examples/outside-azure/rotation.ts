/** Which password is in use, and until when. */
export interface Rotation {
  readonly generation: number;
  /** In UTC, such as `2027-01-01T00:00:00Z`. */
  readonly expiry: string;
}

/**
 * Raise it by two after a password has leaked, and deploy at once: both passwords that exist are replaced. Never lower
 * it, since that brings an earlier generation back.
 */
const EXTRA_ROTATIONS = 0;

/** If no run succeeds, pulls fail two months later; if `k3s-pull` alone fails, with the next run of `k3s-token`. */
const LIFETIME_IN_MONTHS = 3;

/** A generation for each calendar month in UTC, so that every deploy of a month gives the same passwords. */
export function rotationOf(date: Date): Rotation {
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const expiry = new Date(Date.UTC(year, month + LIFETIME_IN_MONTHS));
  return { generation: year * 12 + month + EXTRA_ROTATIONS, expiry: expiry.toISOString().replace(".000Z", "Z") };
}
