package dev.bellows.train.wire;

import dev.bellows.train.exchange.Round;
import dev.bellows.train.stage.Request;
import java.nio.ByteBuffer;

/**
 * A request as it goes down the tree.
 *
 * @param request what is asked
 * @param parameters how many there are
 * @param chunks how many chunks of them follow; 0 where none has changed
 */
record RequestMessage(Request request, int parameters, int chunks) {
  private static final Request.Kind[] KINDS = Request.Kind.values();
  private static final int BYTES = Long.BYTES + 2 + 6 * Integer.BYTES;

  /** One whose chunks follow as messages of their own. */
  static ByteBuffer of(Request request, int parameters, int chunks) {
    ByteBuffer message = Messages.of(Messages.REQUEST, BYTES);
    write(message, request, parameters, chunks);
    return message.flip();
  }

  /** One with all parameters inside. */
  static ByteBuffer with(Request request, int parameters, Elements elements) {
    ChunkHeader header = elements.header(request.id(), 0, 0, 0);
    ByteBuffer message =
        Messages.of(Messages.REQUEST, BYTES + header.size() + (int) elements.size());
    write(message, request, parameters, header.chunks().size());
    header.write(message);
    elements.write(message);
    return message.flip();
  }

  private static void write(ByteBuffer message, Request request, int parameters, int chunks) {
    message.putLong(request.id()).put((byte) request.kind().ordinal());
    message.put((byte) (request.states() ? 1 : 0));
    Round steps = request.steps();
    message.putInt(steps.firstEpoch()).putInt(steps.lastEpoch());
    message.putInt(steps.fromBatch()).putInt(steps.toBatch());
    message.putInt(parameters).putInt(chunks);
  }

  /** Reads it; what remains of the message is a chunk, if there is one inside. */
  static RequestMessage read(ByteBuffer body) {
    long id = body.getLong();
    Request.Kind kind = KINDS[body.get()];
    boolean states = body.get() != 0;
    Round steps = new Round(body.getInt(), body.getInt(), body.getInt(), body.getInt());
    return new RequestMessage(new Request(id, kind, steps, states), body.getInt(), body.getInt());
  }
}
