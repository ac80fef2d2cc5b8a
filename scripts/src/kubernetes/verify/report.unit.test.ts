import { allOk, formatReport, type OverlayResult } from './report.js';

const fine: OverlayResult = { overlay: 'production', checks: [{ check: 'apply', status: 'ok', findings: [] }] };
const refused: OverlayResult = {
  overlay: 'local',
  checks: [
    { check: 'apply', status: 'failed', findings: [{ object: 'Deployment/orders', problem: 'unknown field' }] },
    { check: 'apply-again', status: 'not run', findings: [] },
  ],
};

test('when a check has failed, then the table shows where and a line below says what', () => {
  const text = formatReport([refused, fine], { kubernetes: 'v1.32.0', dapr: 'v1.18.0' });
  expect(text.split('\n')[0]).toBe('kubernetes v1.32.0, dapr v1.18.0');
  expect(text).toMatch(/│ apply\s+│ failed \(1\)\s+│ ok\s+│/);
  expect(text).toMatch(/│ apply-again\s+│ not run\s+│ not run\s+│/);
  expect(text.split('\n').at(-1)).toBe('local · apply · Deployment/orders: unknown field');
});

test('when anything was not run, then not all is well', () => {
  expect(allOk([fine])).toBe(true);
  expect(allOk([refused, fine])).toBe(false);
  expect(allOk([{ overlay: 'local', checks: [{ check: 'apply-again', status: 'not run', findings: [] }] }])).toBe(false);
});
