// Property tests play hundreds of histories; on a loaded machine five seconds are not a failure.
jest.setTimeout(60_000);
