package io.grest.ws.redis;

import java.util.function.Supplier;

import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;

/**
 * Arguments of a script that differ from the second time on that they are sent. Lettuce
 * sends a command again after a connection to a node of a cluster was lost, or after a
 * slot has moved: it may have run by then.
 */
final class PublishArgs extends CommandArgs<String, byte[]> {

	private final Supplier<CommandArgs<String, byte[]>> again;

	private boolean sent;

	/**
	 * Create arguments without values.
	 * @param again returns as many arguments for the second time on
	 */
	PublishArgs(Supplier<CommandArgs<String, byte[]>> again) {
		super(Upstream.CODEC);
		this.again = again;
	}

	@Override
	public void encode(ByteBuf buffer) {
		if (this.sent) {
			this.again.get().encode(buffer);
			return;
		}
		this.sent = true;
		super.encode(buffer);
	}

}
