export type Command =
  | 'undo' | 'redo' | 'first' | 'last' | 'back' | 'forward' | 'back_far' | 'forward_far'
  | 'play' | 'reset' | 'keys' | 'run' | 'escape' | 'coldest' | 'measure' | 'remove_measure';

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** Where letters belong to what is typed or chosen, and not to the screen. A slider takes no letters. */
export function isTyping(tag: string, type: string, editable: boolean): boolean {
  if (editable || tag === 'TEXTAREA' || tag === 'SELECT') return true;
  return tag === 'INPUT' && !['checkbox', 'radio', 'button', 'submit', 'range', 'file'].includes(type);
}

/** What a key asks for, anywhere on the screen; null where it asks for nothing. `chosen`: in a list, which has no undo. */
export function commandOf(pressed: Pressed, typing: boolean, chosen = false): Command | null {
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  if (key === 'Escape') return 'escape';
  if (pressed.ctrlKey || pressed.metaKey) {
    if (key === 'Enter') return 'run';
    if (typing && !chosen) return null; // the field has an undo of its own
    if (key === 'z') return pressed.shiftKey ? 'redo' : 'undo';
    return key === 'y' ? 'redo' : null;
  }
  if (typing || pressed.altKey) return null;
  switch (key) {
    case 'Home': return 'first';
    case 'End': return 'last';
    case ',': return 'back';
    case '.': return 'forward';
    case '<': return 'back_far';
    case '>': return 'forward_far';
    case 'p': return 'play';
    case 'r': return 'reset';
    case 'c': return 'coldest';
    case 'm': return 'measure';
    case 'Delete':
    case 'Backspace': return 'remove_measure';
    case '?': return 'keys';
    default: return null;
  }
}

export type ScanCommand = 'undo' | 'redo' | 'save' | 'escape' | 'smaller' | 'larger' | 'ball' | 'reset' | 'back' | 'look' | 'window' | 'paint' | 'erase' | 'fill' | 'trace' | 'measure';

const SCAN_KEYS: Readonly<Record<string, ScanCommand>> = {
  '[': 'smaller', ']': 'larger', d: 'ball', r: 'reset', Delete: 'back', Backspace: 'back',
  l: 'look', w: 'window', b: 'paint', e: 'erase', f: 'fill', t: 'trace', m: 'measure',
};

/** What a key asks for on the scan page; null where it asks for nothing there. */
export function scanCommandOf(pressed: Pressed, typing: boolean): ScanCommand | null {
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  if (key === 'Escape') return 'escape';
  if (pressed.ctrlKey || pressed.metaKey) {
    if (key === 's') return 'save';
    if (typing) return null;
    if (key === 'z') return pressed.shiftKey ? 'redo' : 'undo';
    return key === 'y' ? 'redo' : null;
  }
  return typing || pressed.altKey ? null : (SCAN_KEYS[key] ?? null);
}

/** What stands on the page of keys. */
export const KEYS: readonly (readonly [string, string])[] = [
  ['P', 'Play or pause'],
  [', and .', 'One frame back, one frame on (with Shift: ten)'],
  ['Home, End', 'Start and end of the procedure'],
  ['C', 'The coldest each place ever was'],
  ['M', 'Measure on slices: a distance, once more: an angle, once more: done'],
  ['Enter on a slice', 'While measuring: a point at the crosshair'],
  ['Delete', 'Remove the last measure'],
  ['R', 'Reset every view'],
  ['Ctrl+Z, Ctrl+Y', 'Undo, redo'],
  ['Ctrl+Enter', 'Run the case'],
  ['Arrow keys on a slice', 'Move the crosshair by 1 mm (with Shift: 5 mm)'],
  ['Page Up, Page Down on a slice', 'Next slice, previous slice (1 mm)'],
  ['+ and − on a view', 'Zoom'],
  ['Arrow keys in 3D', 'Turn the view'],
  ['Click', 'Put the crosshair'],
  ['Drag', 'Take the crosshair along; in 3D: turn the view'],
  ['Scroll', 'Through the slices (with Shift: 5 mm); in 3D: zoom'],
  ['Ctrl+scroll', 'Zoom'],
  ['Middle drag', 'Pan'],
  ['Right drag', 'Contrast (sideways) and brightness (up and down) of the tissues; in 3D: zoom'],
  ['Double click', 'One view large, and back'],
  ['Drag a probe’s tip', 'Move the probe (with Shift: keep the place on the skin; with Alt: no snapping)'],
  ['Drag a probe’s ring', 'Turn the probe about its tip'],
  ['L W B E F T M on the scan page', 'Look, window, paint, erase, fill, trace, measure'],
  ['[ and ] on the scan page', 'Smaller or larger brush (D: disk or ball)'],
  ['Arrow keys or the wheel on a scan', 'Next slice, previous slice (with Shift: five)'],
  ['Ctrl+Z, Ctrl+Y, Ctrl+S on the scan page', 'Undo, redo, save'],
  ['Shift+drag or middle drag on a scan', 'Pan; right drag: contrast and brightness'],
  ['M on the live page', 'Alarm sound on or off'],
  ['P , . Home End on the live page', 'Play, step and jump in a recording'],
  ['?', 'This page'],
  ['Esc', 'Close, or cancel a drag'],
];
