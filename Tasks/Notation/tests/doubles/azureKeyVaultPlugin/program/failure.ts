/** An error the plugin reports by the contract, as JSON on standard error. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly code = 'ERROR',
  ) {
    super(message);
  }
}

/** A request that makes no sense. */
export class ValidationFailure extends Failure {
  constructor(message: string) {
    super(message, 'VALIDATION_ERROR');
  }
}

/** A way to log in that is not set up here, so that a chain of them goes on to the next. */
export class Unavailable extends Failure {}
