// A whole stack comes up within a test; a project of Jest has no time limit of its own.
jest.setTimeout(180_000);
