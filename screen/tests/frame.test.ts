import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HEADER_BYTES, MAGIC, readField, readHeader } from '../src/logic/frame';

function frameOf(values: Int16Array, index = 7, time = 12.5): ArrayBuffer {
  const body = deflateSync(new Uint8Array(values.buffer));
  const frame = new ArrayBuffer(HEADER_BYTES + body.length);
  const view = new DataView(frame);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, index, true);
  view.setFloat32(8, time, true);
  view.setUint32(12, body.length, true);
  new Uint8Array(frame).set(body, HEADER_BYTES);
  return frame;
}

describe('a binary frame', () => {
  it('begins with the letters CRN1', () => {
    const letters = new TextDecoder().decode(new Uint8Array(frameOf(new Int16Array(1)), 0, 4));
    expect(letters).toBe('CRN1');
  });

  it('gives back index, time and temperatures', async () => {
    const values = new Int16Array([3700, -123, -8000, 0]);
    const frame = frameOf(values);
    expect(readHeader(frame)).toMatchObject({ index: 7, time_s: 12.5 });
    expect(await readField(frame, 4)).toEqual(values);
  });

  it('says with a time that is no number that it is the coldest of all', () => {
    expect(readHeader(frameOf(new Int16Array(1), 0, NaN)).time_s).toBeNaN();
  });

  it('is refused when it is short, foreign or of another size', async () => {
    const frame = frameOf(new Int16Array(8));
    expect(() => readHeader(frame.slice(0, 8))).toThrow(/no header/);
    expect(() => readHeader(frame.slice(0, frame.byteLength - 1))).toThrow(/says/);
    const foreign = frame.slice(0);
    new DataView(foreign).setUint32(0, 1, true);
    expect(() => readHeader(foreign)).toThrow(/instead of CRN1/);
    await expect(readField(frame, 9)).rejects.toThrow(/8 cells instead of 9/);
  });
});
