package io.grest.ws.generate.snapshot;

import org.springframework.util.StringUtils;

/**
 * Who writes a payload, and who reads it.
 *
 * @param writer the writer in words, such as {@code an old client}
 * @param reader the reader in words
 * @param isWriterOld whether the writer has the old contract
 * @param isReaderOld whether the reader has the old contract
 */
record Peers(String writer, String reader, boolean isWriterOld, boolean isReaderOld) {

	/**
	 * Report a part that the writer does not know.
	 */
	Finding unknownToWriter(String place, Effect effect, String reason) {
		return new Finding(place, this.isWriterOld ? ContractChange.Kind.ADDED : ContractChange.Kind.REMOVED, effect,
				sentence(reason));
	}

	/**
	 * Report a part that the reader does not know.
	 */
	Finding unknownToReader(String place, Effect effect, String reason) {
		return new Finding(place, this.isReaderOld ? ContractChange.Kind.ADDED : ContractChange.Kind.REMOVED, effect,
				sentence(reason));
	}

	/**
	 * Report a part that both know, in different forms.
	 */
	Finding different(String place, Effect effect, String reason) {
		return new Finding(place, ContractChange.Kind.CHANGED, effect, sentence(reason));
	}

	private String sentence(String reason) {
		return StringUtils.capitalize(reason.replace("{writer}", this.writer).replace("{reader}", this.reader)) + ".";
	}

}
