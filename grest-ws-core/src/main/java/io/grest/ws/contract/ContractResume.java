package io.grest.ws.contract;

import java.util.function.Consumer;

/**
 * Promise of a contract that a client which has lost its socket may go on with another
 * one: what was sent meanwhile follows, and the client is told if something is lost.
 *
 * @param isForAnonymous whether clients without a principal may go on as well
 * @since 0.1.0
 */
public record ContractResume(boolean isForAnonymous) {

	/**
	 * Builder of the promise.
	 */
	public static final class Builder {

		private boolean isForAnonymous;

		private Builder() {
		}

		static ContractResume build(Consumer<Builder> configure) {
			Builder builder = new Builder();
			configure.accept(builder);
			return new ContractResume(builder.isForAnonymous);
		}

		/**
		 * Let clients go on that nobody has authenticated. Whoever has the token of such
		 * a client, which is sent to it alone, can take its place.
		 * @return this
		 */
		public Builder anonymous() {
			this.isForAnonymous = true;
			return this;
		}

	}

}
