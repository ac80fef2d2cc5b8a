import { runTool } from './run-tool.js';

void runTool('prettier', ['--write', '--log-level', 'warn', '.', ...process.argv.slice(2)]).then(({ code, output }) => {
  process.stdout.write(output);
  process.exitCode = code;
});
