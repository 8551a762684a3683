import { scanCommandOf } from '../logic/keys';
import { scan, scanMeasures } from './scan.svelte';
import { takeTool } from './scanTaking';
import { scanTools } from './scanTools.svelte';
import { scanTracing } from './scanTracing.svelte';

/** Does what a key asks for on the scan page; false where it asks for nothing. */
export function scanKey(event: KeyboardEvent, typing: boolean): boolean {
  const command = scanCommandOf(event, typing);
  if (!command || !scan.now) return false;
  switch (command) {
    case 'undo': void scan.undo(); break;
    case 'redo': void scan.redo(); break;
    case 'save': if (!scan.now.saved) void scan.save(); break;
    case 'smaller': scanTools.grow(-1); break;
    case 'larger': scanTools.grow(1); break;
    case 'ball': scanTools.ball = !scanTools.ball; break;
    case 'reset': scanTools.reset(); break;
    case 'back': return back();
    case 'escape': return escaped();
    case 'measure':
      if (scanTools.tool !== 'measure') takeTool('measure');
      else scanMeasures.turn();
      if (scanMeasures.mode === 'off') takeTool('look');
      break;
    default: takeTool(command);
  }
  return true;
}

function back(): boolean {
  if (scanTools.tool === 'trace') return scanTracing.removeLast();
  if (scanTools.tool !== 'measure' || scanMeasures.list.length + scanMeasures.points.length === 0) return false;
  scanMeasures.removeLast();
  return true;
}

function escaped(): boolean {
  if (scanMeasures.escape()) {
    if (scanMeasures.mode === 'off') scanTools.take('look');
    return true;
  }
  if (scanTools.tool === 'look' && scanTools.large === null) return false;
  if (scanTools.tool === 'look') scanTools.large = null;
  scanTracing.leave();
  scanTools.take('look');
  return true;
}
