/** Lets the tests of a file run as at a desk, also where a pipeline runs them. */
export function outsideOfPipelines(): void {
  let environment: NodeJS.ProcessEnv;
  beforeEach(() => {
    environment = process.env;
    const { CI: _ci, TF_BUILD: _build, ...others } = environment;
    process.env = others;
  });
  afterEach(() => {
    process.env = environment;
  });
}
