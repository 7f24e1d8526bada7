package io.grest.ws.protocol;

import io.grest.ws.error.SocketException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an answer says.
 *
 * @since 0.1.0
 */
public sealed interface Result {

	/**
	 * The call succeeded.
	 *
	 * @param value what it answered, or {@code null} if nothing
	 */
	record Success(@Nullable Object value) implements Result {

	}

	/**
	 * The call failed.
	 */
	final class Failure implements Result {

		private final String type;

		private final SocketException.Context context;

		private final @Nullable JsonNode data;

		Failure(String type, SocketException.Context context, @Nullable JsonNode data) {
			this.type = type;
			this.context = context;
			this.data = data;
		}

		/**
		 * The error's name.
		 * @return the type, as the other side sent it
		 */
		public String type() {
			return this.type;
		}

		/**
		 * What identifies the error.
		 * @return the context, as the other side sent it or made here where it sent none
		 */
		public SocketException.Context context() {
			return this.context;
		}

		/**
		 * Read the error's data.
		 * @param reader reads data of the error's type
		 * @return the data, or {@code null} if there is none
		 * @throws RuntimeException if the data is not of that type
		 */
		public @Nullable Object data(PayloadReader reader) {
			return (this.data != null) ? reader.read(this.data) : null;
		}

	}

}
