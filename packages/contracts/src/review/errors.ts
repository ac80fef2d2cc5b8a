/** A review that could not be made: no repository, an unknown revision, a wrong option. Exit code 2. */
export class ReviewError extends Error {
  readonly exitCode = 2;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ReviewError';
  }
}
