package io.grest.ws.generate.snapshot;

import java.util.List;

/**
 * Change of a contract.
 *
 * @param place the place: a method, or a type and its field
 * @param kind what has happened to it
 * @param oldClients the effect on clients with the old contract, of a server with the new
 * one
 * @param oldServers the effect on clients with the new contract, of a server with the old
 * one
 * @param reasons the reasons for the effects, a sentence each
 * @since 0.1.0
 */
public record ContractChange(String place, Kind kind, Effect oldClients, Effect oldServers, List<String> reasons) {

	/**
	 * Return whether an old client or an old server breaks.
	 * @return {@code true} if one of the effects is {@link Effect#BREAKS}
	 */
	public boolean isBreaking() {
		return this.oldClients == Effect.BREAKS || this.oldServers == Effect.BREAKS;
	}

	/**
	 * Return a line that says what has changed, and who breaks; and a line for each
	 * reason.
	 */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(this.place).append(' ')
			.append(this.kind.word)
			.append(": ")
			.append(effects());
		this.reasons.forEach((reason) -> text.append("\n    ").append(reason));
		return text.toString();
	}

	private String effects() {
		if (this.oldClients == this.oldServers) {
			return switch (this.oldClients) {
				case NONE -> "breaks nobody";
				case MISSING -> "old clients and new ones at old servers miss values";
				case BREAKS -> "breaks old clients, and new ones at old servers";
			};
		}
		return effect(this.oldClients, "old clients")
				+ ((this.oldClients != Effect.NONE && this.oldServers != Effect.NONE) ? ", " : "")
				+ effect(this.oldServers, "new clients at old servers");
	}

	private static String effect(Effect effect, String who) {
		return switch (effect) {
			case NONE -> "";
			case MISSING -> who + " miss values";
			case BREAKS -> "breaks " + who;
		};
	}

	/**
	 * Kinds of changes.
	 */
	public enum Kind {

		/**
		 * Only the new contract has it.
		 */
		ADDED("is new"),

		/**
		 * Only the old contract has it.
		 */
		REMOVED("is gone"),

		/**
		 * Both contracts have it.
		 */
		CHANGED("has changed");

		private final String word;

		Kind(String word) {
			this.word = word;
		}

	}

}
