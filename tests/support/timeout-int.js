// Databases are made and servers stopped and started within a test; a project of Jest has no time limit of its own.
jest.setTimeout(30_000);
