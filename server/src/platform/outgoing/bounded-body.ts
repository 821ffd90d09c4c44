import type { Readable } from "node:stream";
import { refuse } from "./refusals.ts";

/** An answer's body as a stream that ends in a refusal past `most` bytes; what is not read is not fetched. */
export function boundedBody(
  body: Readable,
  most: number,
  failure: (error: unknown) => Error,
): ReadableStream<Uint8Array> {
  const parts = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let length = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(out) {
        try {
          const { done, value } = await parts.next();
          if (done) return out.close();
          length += value.length;
          if (length <= most) return out.enqueue(new Uint8Array(value));
          out.error(refuse("too_large", { params: { most } }));
          body.destroy();
        } catch (error) {
          out.error(failure(error));
        }
      },
      cancel() {
        body.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
