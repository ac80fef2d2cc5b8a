import Table from 'cli-table3';
import { Command } from 'commander';
import { runCommand, type OnStoppable } from './command.js';
import { checkImages, type CheckReport } from './image/check.js';
import { readImages } from './image/images.js';
import { createProgress } from './progress.js';
import { sweepThrowaways } from './stack/throwaway.js';

interface Options {
  readonly service: readonly string[];
  readonly all?: boolean;
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly keep?: boolean;
}

const options = new Command('image-check')
  .description('Carries out the Dockerfile without an engine, twice, checks what comes out and starts it beside a throwaway stack.')
  .option('--service <name...>', 'the images to check', ['payment'])
  .option('--all', 'every image of k8s/images.yaml')
  .option('--quick', 'build only the first image twice, both times with the same build tools')
  .option('--json', 'one JSON object on standard output, everything else on standard error')
  .option('--keep', 'leave the trees and logs where they are')
  .parse()
  .opts<Options>();

runCommand(imageCheck);

async function imageCheck(onStoppable: OnStoppable): Promise<number> {
  await sweepThrowaways('test');
  const services = options.all === true ? readImages().services : options.service;
  const progress = createProgress(options.json === true ? process.stderr : process.stdout);
  const report = await checkImages({ services, progress, quick: options.quick === true, keep: options.keep === true, onStoppable });
  process.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : textOf(report));
  return report.images.every(({ faults }) => faults.length === 0) ? 0 : 1;
}

function textOf({ sandbox, directory, images }: CheckReport): string {
  const table = new Table({ head: ['image', 'MB', 'files', 'of it dependencies', 'digest', 'builds', 'state'], style: { head: [], border: [] } });
  for (const { service, megabytes, files, dependencies, digest, builds, faults } of images) {
    const layer = `${dependencies.megabytes.toFixed(1)} MB ${dependencies.digest.slice(0, 8)}`;
    table.push([
      service,
      megabytes.toFixed(1),
      files,
      layer,
      digest.slice(0, 12),
      builds,
      faults.length === 0 ? 'right' : `${String(faults.length)} faults`,
    ]);
  }
  const faults = images.flatMap((image) => image.faults.map((fault) => `${image.service}: ${fault}\n`));
  const kept = options.keep === true ? `Kept in ${directory}.\n` : '';
  return `\n${table.toString()}\n${faults.join('')}Base images cannot be had without an engine. Tried in: ${sandbox}.\n${kept}`;
}
