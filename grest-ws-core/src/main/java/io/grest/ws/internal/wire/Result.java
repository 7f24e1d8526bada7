package io.grest.ws.internal.wire;

import io.grest.ws.error.SocketException;
import io.grest.ws.internal.json.PayloadReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Result of a call, the content of an answer.
 *
 * @since 0.1.0
 */
public sealed interface Result {

	/**
	 * The call succeeded.
	 *
	 * @param value the returned value, or {@code null} for none
	 */
	record Success(@Nullable Object value) implements Result {

	}

	/**
	 * The call failed.
	 */
	final class Failure implements Result {

		private final String type;

		private final SocketException.Context context;

		private final @Nullable String displayMessage;

		private final @Nullable JsonNode data;

		Failure(String type, SocketException.Context context, @Nullable String displayMessage,
				@Nullable JsonNode data) {
			this.type = type;
			this.context = context;
			this.displayMessage = displayMessage;
			this.data = data;
		}

		/**
		 * Return the error's type.
		 * @return the type, as the other side sent it
		 */
		public String type() {
			return this.type;
		}

		/**
		 * Complete an exception by the context and the display message of the error, as
		 * the other side sent them. The context is a new one if it sent none.
		 * @param error the exception
		 * @return the exception
		 */
		public SocketException complete(SocketException error) {
			error.setContext(this.context);
			error.setDisplayMessage(this.displayMessage);
			return error;
		}

		/**
		 * Read the error's data.
		 * @param reader the reader of the error's data type
		 * @return the data, or {@code null} if there is none
		 * @throws RuntimeException if the data is not of that type
		 */
		public @Nullable Object data(PayloadReader reader) {
			return (this.data != null) ? reader.read(this.data) : null;
		}

	}

}
