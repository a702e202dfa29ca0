import { expect, it } from 'vitest';
import { FrameReader, frameOf } from './frames.ts';

const head = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');

/** As a server sends it: without a mask. */
function sent(message: string): Buffer {
  const body = Buffer.from(message);
  if (body.length < 126) return Buffer.concat([Buffer.from([0x81, body.length]), body]);
  if (body.length < 65_536) {
    return Buffer.concat([Buffer.from([0x81, 126, body.length >> 8, body.length & 255]), body]);
  }
  const long = Buffer.alloc(10);
  long.set([0x81, 127]);
  long.writeBigUInt64BE(BigInt(body.length), 2);
  return Buffer.concat([long, body]);
}

const messages = ['0{}', 'x'.repeat(200), 'ä', 'y'.repeat(70_000), '2'];

it.each([1, 3, 7, 1_000, 1_000_000])('frames are read, however they are cut: %i bytes at a time', (size) => {
  const bytes = Buffer.concat([head, ...messages.map(sent)]);
  const heard: string[] = [];
  const reader = new FrameReader((message) => heard.push(message));
  for (let at = 0; at < bytes.length; at += size) reader.read(bytes.subarray(at, at + size));
  expect(heard).toEqual(messages);
});

it('a refused upgrade is no frame', () => {
  const reader = new FrameReader(() => {});
  expect(() => reader.read(Buffer.from('HTTP/1.1 503 Service Unavailable\r\n\r\n'))).toThrow('503');
});

it('what is sent has its length and a mask of zeros', () => {
  expect(frameOf('3')).toEqual(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x33]));
  expect(frameOf('x'.repeat(300)).subarray(0, 8)).toEqual(Buffer.from([0x81, 0xfe, 1, 44, 0, 0, 0, 0]));
});
