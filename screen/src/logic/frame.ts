/** "CRN1", little-endian. */
export const MAGIC = 0x314e5243;
export const HEADER_BYTES = 16;

export interface FrameHeader {
  index: number;
  /** NaN: the coldest of the whole protocol. */
  time_s: number;
  length: number;
}

/** The 16 bytes before a frame's body; throws where they are not what they should be. */
export function readHeader(frame: ArrayBuffer): FrameHeader {
  if (frame.byteLength < HEADER_BYTES) throw new Error(`A frame of ${frame.byteLength} bytes has no header.`);
  const view = new DataView(frame);
  const magic = view.getUint32(0, true);
  if (magic !== MAGIC) throw new Error(`A frame begins with 0x${magic.toString(16)} instead of CRN1.`);
  const header = { index: view.getUint32(4, true), time_s: view.getFloat32(8, true), length: view.getUint32(12, true) };
  if (header.length !== frame.byteLength - HEADER_BYTES)
    throw new Error(`A frame says ${header.length} bytes and has ${frame.byteLength - HEADER_BYTES}.`);
  return header;
}

/** Undoes zlib. */
export async function inflate(body: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([body]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).arrayBuffer();
}

/** A frame's temperatures in hundredths of a degC, x fastest; throws where they do not fill `cells`. */
export async function readField(frame: ArrayBuffer, cells: number): Promise<Int16Array<ArrayBuffer>> {
  readHeader(frame);
  const raw = await inflate(new Uint8Array(frame, HEADER_BYTES));
  if (raw.byteLength !== 2 * cells) throw new Error(`A frame holds ${raw.byteLength / 2} cells instead of ${cells}.`);
  return new Int16Array(raw);
}
