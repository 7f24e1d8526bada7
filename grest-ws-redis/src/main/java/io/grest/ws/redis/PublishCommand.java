package io.grest.ws.redis;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.topic.engine.Position;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/**
 * Command that publishes a message of a topic with history.
 */
final class PublishCommand {

	private final Keys keys;

	private final Renewals renewals;

	PublishCommand(Keys keys, Renewals renewals) {
		this.keys = keys;
		this.renewals = renewals;
	}

	/**
	 * Send a message for the first time.
	 */
	RedisFuture<byte[]> send(Upstream upstream, Publish publish) {
		PublishArgs first = new PublishArgs(
				() -> arguments(new CommandArgs<>(Upstream.CODEC), Script.PUBLISH.digest(), publish, Look.ELSE));
		arguments(first, Script.PUBLISH.digest(), publish, Look.NOT);
		return upstream.async().dispatch(CommandType.EVALSHA, new ValueOutput<>(Upstream.CODEC), first);
	}

	/**
	 * Send a message that may have been published. With its script, which Redis may not
	 * have any more: asking for it first would let later messages overtake.
	 */
	RedisFuture<byte[]> sendAgain(Upstream upstream, Publish publish, Look look) {
		CommandArgs<String, byte[]> arguments = arguments(new CommandArgs<>(Upstream.CODEC), Script.PUBLISH.asString(),
				publish, look);
		return upstream.async().dispatch(CommandType.EVAL, new ValueOutput<>(Upstream.CODEC), arguments);
	}

	private CommandArgs<String, byte[]> arguments(CommandArgs<String, byte[]> arguments, String script, Publish publish,
			Look look) {
		String topic = publish.name();
		String stream = this.keys.stream(topic);
		String key = publish.key();
		List<String> names = new ArrayList<>(List.of(stream, this.keys.meta(topic)));
		if (key != null) {
			names.add(this.keys.message(topic, key));
		}
		// The second arguments are only for when the first have been sent.
		boolean renew = look == Look.NOT && this.renewals.isDue(stream, Ages.stream(publish.topic()));
		return arguments.add(script)
			.add(names.size())
			.addKeys(names)
			.addValue(publish.message().toBytes())
			.addValue(Ages.text(Ages.retention(publish.topic()).maxSize()))
			.addValue(Ages.millis(Ages.stream(publish.topic())))
			.addValue(Ages.millis(Ages.meta(publish.topic())))
			.addValue(Ages.text(publish.tag()))
			.addValue(Ages.text(this.keys.channel(topic)))
			.addValue(Ages.text(look.argument))
			.addValue(Ages.text(renew ? "1" : "0"))
			.addValue(Ages.text(Position.newTag()));
	}

	/**
	 * Whether the script looks for the message before it adds it.
	 */
	enum Look {

		/**
		 * Add without a look.
		 */
		NOT(""),

		/**
		 * Only look: later messages were published.
		 */
		ONLY("only"),

		/**
		 * Look, and add it if it is not there.
		 */
		ELSE("else");

		private final String argument;

		Look(String argument) {
			this.argument = argument;
		}

	}

}
