import { scan, scanMeasures } from './scan.svelte';
import { scanTools, type Tool } from './scanTools.svelte';

/** Takes a tool in the hand, and shows the step that it belongs to. */
export function takeTool(tool: Tool): void {
  scanTools.take(tool);
  scanMeasures.set(tool === 'measure' ? 'distance' : 'off');
  if (tool === 'trace') scan.step = 'curves';
  if (tool === 'paint' || tool === 'erase' || tool === 'fill') scan.step = 'tissues';
}
