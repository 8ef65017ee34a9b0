/** Milliseconds between what a terminal shows anew, and between lines elsewhere, such as in a log. */
const INTERVALS = { live: 1_000, plain: 10_000 };

/** Tells a person what goes on. */
export class Progress {
  /**
   * @param write where to
   * @param isLive whether a line can be written over
   */
  constructor(
    private readonly write: (text: string) => void,
    private readonly isLive: boolean,
  ) {}

  public line(text: string): void {
    this.write(`${text}\n`);
  }

  /** Tells how long something has taken so far, until it has ended. */
  public async during<T>(name: string, work: Promise<T>): Promise<T> {
    const start = performance.now();
    const elapsed = () => `${name}: ${Math.round((performance.now() - start) / 1_000)} s`;
    const tell = () => this.write(this.isLive ? `\r${elapsed()}` : `${elapsed()} so far\n`);
    const timer = setInterval(tell, this.isLive ? INTERVALS.live : INTERVALS.plain);
    try {
      return await work;
    } finally {
      clearInterval(timer);
      this.write(`${this.isLive ? "\r" : ""}${elapsed()}\n`);
    }
  }
}
