import { scan, scanMeasures } from './scan.svelte';
import { scanTools, type Tool } from './scanTools.svelte';

/** Labels let the picture through where a nerve is looked for. */
const THIN = 0.15;

/** Takes a tool in the hand, and shows the step that it belongs to. */
export function takeTool(tool: Tool): void {
  scanTools.take(tool);
  scanMeasures.set(tool === 'measure' ? 'distance' : 'off');
  if (tool === 'trace') scan.step = 'curves';
  if (tool === 'trace') scanTools.opacity = Math.min(scanTools.opacity, THIN);
  if (tool === 'paint' || tool === 'erase' || tool === 'fill') scan.step = 'tissues';
}
